const SHORT_TEXT = 24;

const decoder = new TextDecoder();

/** UTF-8 to text; short ASCII, which most keys and values are, without the decoder's fixed cost. */
export function decodeText(bytes: Uint8Array, from: number, sizeBytes: number): string {
  if (sizeBytes > SHORT_TEXT) return decoder.decode(bytes.subarray(from, from + sizeBytes));
  let text = '';
  for (let at = from; at < from + sizeBytes; at++) {
    const byte = bytes[at]!;
    if (byte > 0x7e) return decoder.decode(bytes.subarray(from, from + sizeBytes));
    text += String.fromCharCode(byte);
  }
  return text;
}
