import { FramedLane, LOW_WATER_BYTES } from './frames.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Link } from './link.ts';
import { bindFingerprints, readFingerprint } from './session-description.ts';

/** Agreed by number on both ends: channels announced in-band would replace the one of simple-peer. */
const LOG_CHANNEL = 64;
const BLOBS_CHANNEL = 65;
/** A network that changes is back within this time, or not at all. */
const DISCONNECTED_MS = 5_000;

type MakeChannel = (label: string, init: RTCDataChannelInit) => RTCDataChannel;

export interface LinkEvents {
  /** Both lanes are open. */
  readonly onLink: (link: Link) => void;
  /** Once, whether or not there ever was a link. */
  readonly onEnd: () => void;
}

/**
 * Opens the lanes of a connection; call it before the first offer or answer. The connection is closed when the link
 * ends, and the link when the connection does.
 */
export function openLanes(
  connection: RTCPeerConnection,
  makeChannel: MakeChannel,
  events: LinkEvents,
): RtcLink {
  return new RtcLink(connection, makeChannel, events);
}

export class RtcLink implements Link {
  readonly id = crypto.randomUUID();
  readonly log: FramedLane;
  readonly blobs: FramedLane;
  binding: Uint8Array<ArrayBuffer> = new Uint8Array();
  initiator = false;
  /** Closed on this side, by whoever was given the link. */
  wasLeft = false;
  private state: 'opening' | 'open' | 'closed' = 'opening';
  private waiting: ReturnType<typeof setTimeout> | null = null;
  private heartbeat: Heartbeat | null = null;
  private closeHandler: (() => void) | null = null;
  private openChannels = 0;
  private isOpening = false;

  constructor(
    private readonly connection: RTCPeerConnection,
    makeChannel: MakeChannel,
    private readonly events: LinkEvents,
  ) {
    this.log = this.openLane(makeChannel, 'log', LOG_CHANNEL);
    this.blobs = this.openLane(makeChannel, 'blobs', BLOBS_CHANNEL);
    connection.addEventListener('signalingstatechange', () => void this.open());
    connection.addEventListener('iceconnectionstatechange', () => this.checkState());
    connection.addEventListener('connectionstatechange', () => this.checkState());
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  get onClose(): () => void {
    return this.closeHandler ?? (() => undefined);
  }

  set onClose(handler: () => void) {
    this.closeHandler = handler;
    if (this.state === 'closed') queueMicrotask(() => this.tellClosed());
  }

  close(): void {
    if (this.state !== 'closed') this.wasLeft = true;
    this.end();
  }

  /** The connection is gone, or of no use any more. */
  end(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.heartbeat?.stop();
    if (this.waiting !== null) clearTimeout(this.waiting);
    this.log.end();
    this.blobs.end();
    this.connection.close();
    this.events.onEnd();
    this.tellClosed();
  }

  private tellClosed(): void {
    const handler = this.closeHandler;
    this.closeHandler = null;
    handler?.();
  }

  private openLane(makeChannel: MakeChannel, label: string, id: number): FramedLane {
    const channel = makeChannel(label, { negotiated: true, id, ordered: true });
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    const lane = new FramedLane(channel, {
      onBreach: () => this.end(),
      onHeard: () => this.heartbeat?.heard(),
    });
    // Attached here: frames that arrive before anyone else looks would be lost.
    channel.addEventListener('message', (event) => lane.receive(event.data));
    channel.addEventListener('bufferedamountlow', () => lane.pump());
    channel.addEventListener('close', () => this.end());
    channel.addEventListener('open', () => {
      lane.pump();
      this.openChannels += 1;
      void this.open();
    });
    return lane;
  }

  private async open(): Promise<void> {
    const { localDescription, remoteDescription } = this.connection;
    // Channels may open before the page is told that the last description has been taken.
    if (this.openChannels < 2 || !localDescription || !remoteDescription || this.isOpening) return;
    this.isOpening = true;
    const local = readFingerprint(localDescription.sdp);
    const remote = readFingerprint(remoteDescription.sdp);
    if (!local || !remote) {
      this.end();
      return;
    }
    this.initiator = localDescription.type === 'offer';
    this.binding = await bindFingerprints(local, remote);
    if (this.state !== 'opening') return;
    this.state = 'open';
    this.heartbeat = new Heartbeat(
      () => this.log.beat(),
      () => this.end(),
    );
    this.checkState();
    this.events.onLink(this);
  }

  private checkState(): void {
    const { connectionState, iceConnectionState } = this.connection;
    // An answer may wait minutes for the other person; until then failing is how ICE says that nobody is there yet.
    const hasFailed = connectionState === 'failed' || iceConnectionState === 'failed';
    if (connectionState === 'closed' || (hasFailed && this.isOpen)) this.end();
    if (!this.isOpen) return;
    if (iceConnectionState === 'disconnected') {
      this.waiting ??= setTimeout(() => this.end(), DISCONNECTED_MS);
    } else if (this.waiting !== null) {
      clearTimeout(this.waiting);
      this.waiting = null;
    }
  }
}
