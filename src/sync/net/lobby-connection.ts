import type { Link } from './link.ts';
import { LobbyChannel, type LobbyChannelEvents } from './lobby-channel.ts';
import { openLanes, type RtcLink } from './rtc-link.ts';
import { isDataOnly, readFingerprint } from './session-description.ts';

/** From the first sign of a peer to open lanes. One that takes longer makes room for another attempt. */
const CONNECTING_MS = 20_000;

export interface LobbyConnectionEvents extends LobbyChannelEvents {
  readonly onLink: (link: Link) => void;
  readonly onEnd: () => void;
}

/** What the lobby knows of a connection that y-webrtc had simple-peer make. */
export interface LobbyPeer {
  readonly isOpen: boolean;
  /** An offer or answer of the other side has been taken; there is no second one. */
  readonly isDescribed: boolean;
  /** The link was closed on this side, by whoever owns it. */
  readonly wasLeft: boolean;
  close(): void;
}

/** The options of simple-peer: ours in place of its own addresses and its own kind of channel. */
export function makePeerOptions(
  iceServers: readonly RTCIceServer[],
  /** Called as a connection is made, for what to call with news of it. */
  begin: (peer: LobbyPeer) => LobbyConnectionEvents,
): object {
  const config: RTCConfiguration = { iceServers: [...iceServers] };

  class LobbyConnection extends RTCPeerConnection implements LobbyPeer {
    private lobby: LobbyChannel | null = null;
    private readonly lanes: RtcLink;
    private readonly events: LobbyConnectionEvents;
    private readonly timer: ReturnType<typeof setTimeout>;

    constructor() {
      // Whatever simple-peer passes: with nothing given it would ask public servers.
      super(config);
      const events = begin(this);
      this.events = events;
      this.lanes = openLanes(this, super.createDataChannel.bind(this), {
        onLink: (link) => {
          clearTimeout(this.timer);
          events.onLink(link);
        },
        onEnd: () => {
          clearTimeout(this.timer);
          this.lobby?.end();
          events.onEnd();
        },
      });
      this.timer = setTimeout(() => this.close(), CONNECTING_MS);
      this.addEventListener('datachannel', ({ channel }) => channel.close());
    }

    get isOpen(): boolean {
      return this.lanes.isOpen;
    }

    get wasLeft(): boolean {
      return this.lanes.wasLeft;
    }

    get isDescribed(): boolean {
      return this.remoteDescription !== null;
    }

    /** Called by simple-peer, once. */
    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      this.lobby = new LobbyChannel(super.createDataChannel(label, init), this.events);
      // simple-peer uses the part of it that is there, and sets handlers instead of adding listeners.
      return this.lobby as unknown as RTCDataChannel;
    }

    /** Once, and for data only: a second description could put another certificate behind a link that is proven. */
    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const sdp = description.sdp ?? '';
      if (this.isDescribed || !isDataOnly(sdp) || !readFingerprint(sdp)) {
        this.events.onDropped();
        throw new DOMException('This description is not taken', 'InvalidAccessError');
      }
      await super.setRemoteDescription(description);
    }

    override close(): void {
      super.close();
      this.lanes.end();
    }
  }

  return {
    config,
    wrtc: { RTCPeerConnection: LobbyConnection, RTCSessionDescription, RTCIceCandidate },
    // The same on both ends, whoever began: two offers that cross would leave each end with a channel of its own.
    channelConfig: { negotiated: true, id: 63 },
  };
}
