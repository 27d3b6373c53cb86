import { Mesh, type MeshOptions } from '../../src/sync/exchange/mesh.ts';
import type { PeerState } from '../../src/sync/exchange/peer-state.ts';
import type { DeviceId, EnvelopeId } from '../../src/sync/log/replica.ts';
import { type LinkFaults, type LinkPair, memoryLink, type VirtualClock } from './memory-link.ts';
import { type Device, MemoryBlobs, makeDevice, ToyReplica } from './toy-replica.ts';

/** One browser of a test: its log, its facts and its mesh. */
export interface Browser {
  readonly id: DeviceId;
  readonly device: Device;
  readonly replica: ToyReplica;
  readonly blobs: MemoryBlobs;
  readonly mesh: Mesh;
}

export function makeBrowser(
  clock: VirtualClock,
  device: Device,
  replica: ToyReplica,
  more: Partial<MeshOptions> = {},
): Browser {
  const blobs = new MemoryBlobs();
  const facts = () => blobs.blobs.size;
  const mesh = new Mesh({ replica, blobs, clock, app: 'test', facts, ...more });
  return { id: device.id, device, replica, blobs, mesh };
}

/** Browsers of the members of one workspace; the first is its owner. Each holds the whole log. */
export async function makeTeam(clock: VirtualClock, roles: readonly string[]): Promise<Browser[]> {
  const devices = await Promise.all(roles.map(() => makeDevice()));
  const [first] = devices;
  if (!first) throw new Error('Nobody');
  const owner = await ToyReplica.found(first);
  for (const [at, device] of devices.entries()) {
    if (at > 0) await owner.write('admit', { device: device.id, role: roles[at] ?? '' });
  }
  const team: Browser[] = [makeBrowser(clock, first, owner)];
  for (const device of devices.slice(1)) {
    const replica = ToyReplica.linked(device, owner.workspace, owner.epoch());
    await replica.ingest(await allBytes(owner));
    team.push(makeBrowser(clock, device, replica));
  }
  return team;
}

export async function allBytes(replica: ToyReplica): Promise<Uint8Array<ArrayBuffer>[]> {
  return (await replica.bytesOf(replica.missingFor(new Map()))).flatMap((bytes) => (bytes ? [bytes] : []));
}

let links = 0;
export function connect(clock: VirtualClock, a: Browser, b: Browser, faults: LinkFaults = {}): LinkPair {
  links += 1;
  const pair = memoryLink(clock, `link-${String(links).padStart(6, '0')}`, faults);
  a.mesh.add(pair.a);
  b.mesh.add(pair.b);
  return pair;
}

export function connectAll(clock: VirtualClock, team: readonly Browser[], faults: LinkFaults = {}): void {
  for (const [at, a] of team.entries()) for (const b of team.slice(at + 1)) connect(clock, a, b, faults);
}

export async function write(browser: Browser, text: string): Promise<EnvelopeId> {
  const id = await browser.replica.write('edit', { text });
  browser.mesh.published([id]);
  return id;
}

export function stateOf(browser: Browser, other: Browser | DeviceId): PeerState | undefined {
  const device = typeof other === 'string' ? other : other.id;
  return browser.mesh.state().peers.find((peer) => peer.device === device)?.state;
}
