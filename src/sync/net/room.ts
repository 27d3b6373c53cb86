import type { Link } from './link.ts';
import type { Lobby } from './lobby.ts';
import type { SignalingStatus } from './room-signaling.ts';

export interface RoomOptions {
  /** A secret of full strength, like the password: servers see it, and whoever knows it can ask who is there. */
  readonly roomName: string;
  readonly password: string;
  /** Addresses of rendezvous servers, `wss:` or, on this machine, `ws:`. */
  readonly signaling: readonly string[];
  /** Nothing else is ever asked for a way through the network. */
  readonly iceServers: readonly RTCIceServer[];
  /** Another browser that knows name and password. Nothing more is proven of it. */
  readonly onLink: (link: Link) => void;
  readonly onState: (state: RoomState) => void;
}

export interface SignalingState {
  readonly address: string;
  /**
   * `unreachable` also stands for a server that answers with an error and for a page that may not connect there:
   * browsers do not tell these apart. `refused`: the server took the connection and ended it. `invalid`: no
   * address of a server, or one that this page may not use.
   * All but `invalid` are tried again and again.
   */
  readonly status: SignalingStatus;
}

export interface RoomState {
  readonly signaling: readonly SignalingState[];
  /** Open links that came of this room. */
  readonly links: number;
  /** Messages of servers and peers that were thrown away. */
  readonly dropped: number;
}

export interface Room {
  readonly state: RoomState;
  /** To change the servers: leave and join again. */
  leave(): Promise<void>;
}

/** The newest of each name, left or not. */
const rooms = new Map<string, Promise<Lobby>>();

/**
 * Meets the other browsers of a room. Loads y-webrtc when it is first called. Joining a room that is being left waits
 * for that; joining one that is joined is a bug and throws.
 */
export function joinRoom(options: RoomOptions): Promise<Room> {
  const { roomName } = options;
  const before = rooms.get(roomName);
  const opening = openLobby(options, before);
  rooms.set(roomName, opening);
  opening.catch(() => {
    if (rooms.get(roomName) !== opening) return;
    if (before) rooms.set(roomName, before);
    else rooms.delete(roomName);
  });
  return opening;
}

async function openLobby(options: RoomOptions, opened: Promise<Lobby> | undefined): Promise<Lobby> {
  const before = await opened?.catch(() => undefined);
  if (before && !before.hasLeft) throw new Error('This room is joined already');
  await before?.leave();
  const { Lobby } = await import('./lobby.ts');
  return await Lobby.open(options);
}
