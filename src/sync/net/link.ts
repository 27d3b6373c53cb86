/** One direction-less pipe of whole messages, ordered and reliable while the link lives. */
export interface Lane {
  /**
   * Resolves when there is room for more: await it, and memory stays bounded. The bytes may not change before that.
   * Rejects with LinkClosed, and with a RangeError for a message above the limit.
   */
  send(message: Uint8Array): Promise<void>;
  /** Set before the first message can arrive; messages that come earlier are kept. */
  onMessage: (message: Uint8Array<ArrayBuffer>) => void;
}

/** A connection to another browser. Nothing is proven yet of who is there. */
export interface Link {
  /** Of this connection, random. */
  readonly id: string;
  /** Control and envelopes. */
  readonly log: Lane;
  /** Bulk; never delays `log`. */
  readonly blobs: Lane;
  /** SHA-256 over both DTLS fingerprints in sorted order: the same on both ends, different through a middle man. */
  readonly binding: Uint8Array<ArrayBuffer>;
  /** True on exactly one of the two ends. */
  readonly initiator: boolean;
  close(): void;
  /** Called once. Set on a link that is closed already, it is called soon after. */
  onClose: () => void;
}

/** What a send into a link that has ended rejects with. */
export class LinkClosed extends Error {
  override readonly name = 'LinkClosed';
  constructor() {
    super('The link is closed.');
  }
}

/** Limit of one message in either direction, in bytes. */
export const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;
