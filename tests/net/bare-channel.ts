const CHUNK_BYTES = 64 * 1024;
const HIGH_BYTES = 1024 * 1024;

/** A data channel with nothing of ours around it: what the network stack of the browser gives. */
export class BareChannel {
  receivedBytes = 0;
  private readonly connection = new RTCPeerConnection();
  private readonly channel = this.connection.createDataChannel('bare', { negotiated: true, id: 1 });

  constructor() {
    this.channel.binaryType = 'arraybuffer';
    this.channel.bufferedAmountLowThreshold = HIGH_BYTES / 2;
    this.channel.onmessage = ({ data }) => {
      this.receivedBytes += data.byteLength;
    };
  }

  async describe(remote: RTCSessionDescriptionInit | null): Promise<RTCSessionDescriptionInit> {
    if (remote) await this.connection.setRemoteDescription(remote);
    await this.connection.setLocalDescription();
    while (this.connection.iceGatheringState !== 'complete') await pause(20);
    const { type, sdp } = this.connection.localDescription ?? {};
    if (!type || sdp === undefined) throw new Error('No description');
    return { type, sdp };
  }

  async take(answer: RTCSessionDescriptionInit): Promise<void> {
    await this.connection.setRemoteDescription(answer);
    while (this.channel.readyState !== 'open') await pause(20);
  }

  async flood(totalBytes: number): Promise<void> {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let sent = 0; sent < totalBytes; sent += CHUNK_BYTES) {
      if (this.channel.bufferedAmount > HIGH_BYTES) {
        await new Promise((resolve) =>
          this.channel.addEventListener('bufferedamountlow', resolve, { once: true }),
        );
      }
      this.channel.send(chunk);
    }
  }
}

function pause(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
