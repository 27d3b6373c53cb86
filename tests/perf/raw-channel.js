const FLOOD_BYTES = 32 * 1024 * 1024;

/**
 * Bytes a millisecond through a negotiated data channel between two pages, with nothing of ours around it: 60 KB a
 * message, as the lanes have it, and no more than 1 MB waiting.
 */
export async function measureRawChannel(from, to) {
  const offer = await from.evaluate(describeChannel, null);
  const answer = await to.evaluate(describeChannel, offer);
  await from.evaluate(takeAnswer, answer);
  const arrived = to.evaluate(countBytes, FLOOD_BYTES);
  await from.evaluate(floodChannel, FLOOD_BYTES);
  const elapsedMs = await arrived;
  await Promise.all([from, to].map((page) => page.evaluate(() => window.bare.connection.close())));
  return FLOOD_BYTES / elapsedMs;
}

async function describeChannel(offer) {
  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel('bare', { negotiated: true, id: 1 });
  channel.binaryType = 'arraybuffer';
  window.bare = { connection, channel };
  if (offer) await connection.setRemoteDescription(offer);
  await connection.setLocalDescription();
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
  const { type, sdp } = connection.localDescription;
  return { type, sdp };
}

async function takeAnswer(answer) {
  const { connection, channel } = window.bare;
  await connection.setRemoteDescription(answer);
  while (channel.readyState !== 'open') await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Milliseconds from the first message to the last byte. */
function countBytes(total) {
  return new Promise((resolve) => {
    let received = 0;
    let startedMs = 0;
    window.bare.channel.onmessage = ({ data }) => {
      startedMs ||= performance.now();
      received += data.byteLength;
      if (received >= total) resolve(performance.now() - startedMs);
    };
  });
}

async function floodChannel(total) {
  const { channel } = window.bare;
  const message = new Uint8Array(60 * 1024);
  channel.bufferedAmountLowThreshold = 512 * 1024;
  for (let sent = 0; sent < total; sent += message.byteLength) {
    if (channel.bufferedAmount >= 1024 * 1024)
      await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
    channel.send(message);
  }
}
