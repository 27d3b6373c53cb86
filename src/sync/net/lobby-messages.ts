/**
 * All that y-webrtc's peers have to say to one another here, as its document stays empty and who is present is said on
 * our own lanes, by devices that have proven who they are:
 *
 *     0 0 1 0      what do you have? Nothing here.       0 1 2 0 0   then you miss nothing
 *     3            who is here?
 */
const ALLOWED = [[0, 0, 1, 0], [0, 1, 2, 0, 0], [3]] as const;

/** Whether a message may reach y-webrtc, which decodes without bounds and would take a document from anyone. */
export function isLobbyMessage(message: Uint8Array): boolean {
  return ALLOWED.some(
    (allowed) =>
      message.byteLength === allowed.length && allowed.every((byte, index) => message[index] === byte),
  );
}
