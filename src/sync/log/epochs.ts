import type { Node } from './graph.ts';
import type { HeldLog } from './held-log.ts';
import type { KeyRing } from './key-ring.ts';
import { canSealTo, type EpochKeys, makeEpochKey, sealEpochKey, sealPrevious } from './keys.ts';
import { MAX_JOINED_EPOCHS } from './limits.ts';
import type { DeviceId, EnvelopeId, Member, Rotation } from './replica.ts';

/** The epoch to write in: of those that count and whose key is here, the one begun last; ties by id. */
export function chooseEpoch(held: HeldLog, ring: KeyRing): EnvelopeId {
  // A link may name an epoch whose beginning has not arrived; its key is what shows the others that it was given.
  const isLinked = (id: EnvelopeId) => id !== held.workspace && held.node(id) === undefined;
  const linked = held.state.member(ring.device) ? undefined : ring.epochs().findLast(isLinked);
  if (linked) return linked;
  const [newest] = held
    .rotations()
    .filter((node) => ring.has(node.record.id))
    .sort((a, b) => b.depth - a.depth || (a.record.id < b.record.id ? -1 : 1));
  if (newest) return newest.record.id;
  if (ring.has(held.workspace)) return held.workspace;
  return ring.epochs()[0] ?? held.workspace;
}

/**
 * The epoch that a change of keys travels in: everybody who was ever given a key has the first one, as each key opens
 * those before it. Somebody who lacks the newest could not read it otherwise, and it says nothing but to whom a key
 * was sealed.
 */
export function chooseEpochForRotation(held: HeldLog, ring: KeyRing): EnvelopeId {
  return ring.has(held.workspace) ? held.workspace : chooseEpoch(held, ring);
}

/**
 * Whether the newest epoch was begun without knowing of a removal or of another epoch, or a member has no way to its
 * key. Whoever cannot read all that owners wrote leaves it to those who can.
 */
export async function needsRotation(held: HeldLog, ring: KeyRing): Promise<boolean> {
  const newest = held.node(chooseEpoch(held, ring));
  if (!newest || held.isBlind) return false;
  const removals = held.state.graph.ops.filter((op) => isRemoval(op) && held.state.isAccepted(op));
  if (removals.some((op) => !newest.after.has(op.bit)) || looseKeys(held, ring).length > 1) return true;
  for (const member of held.state.members())
    if (isWithoutKey(held, newest, member) && (await canSealTo(member.agreementKey))) return true;
  return false;
}

/** A new key for everybody who is in, but for the one who is about to be removed. */
export async function makeRotation(
  held: HeldLog,
  ring: KeyRing,
  without: DeviceId | null,
): Promise<{ readonly rotation: Rotation; readonly key: Uint8Array<ArrayBuffer> }> {
  const key = makeEpochKey();
  const sealed: Record<string, string> = {};
  for (const { device, role, agreementKey } of held.state.members()) {
    if (role === 'removed' || device === without) continue;
    const box = await sealEpochKey(key, held.workspace, device, agreementKey);
    if (box) sealed[device] = box;
  }
  const previous = await sealPrevious(key, looseKeys(held, ring).slice(-MAX_JOINED_EPOCHS));
  return { rotation: { sealed, previous }, key };
}

/** Keys that a new epoch has to carry on. Without the envelope that begins its epoch a key is of no use to others. */
function looseKeys(held: HeldLog, ring: KeyRing): EpochKeys {
  const node = (id: EnvelopeId) => held.node(id);
  const loose = ring.loose((id) => {
    const begun = node(id);
    return begun !== undefined && held.state.isAccepted(begun);
  });
  return loose.filter(([id]) => id === held.workspace || node(id)?.standing.kind === 'alive');
}

/**
 * Whether a member has no way to the key of an epoch: it neither came with it, nor wrote in it, nor was it sealed to
 * it in an envelope that it can read.
 */
function isWithoutKey(held: HeldLog, epoch: Node, { device, role }: Member): boolean {
  if (role === 'removed') return false;
  for (let begun: Node | undefined = epoch; begun; begun = held.node(epochOf(begun))) {
    // Nobody's link is older than the first epoch.
    if (begun.record.id === held.workspace || hasShownKey(held, begun.record.id, device)) return false;
    const { content, author } = begun.record.index;
    if (author === device) return false;
    const rotation = content.type === 'role' || content.type === 'rotate' ? content.rotation : null;
    if (!rotation || !Object.hasOwn(rotation.sealed, device)) return true;
  }
  return true;
}

function hasShownKey(held: HeldLog, epoch: EnvelopeId, device: DeviceId): boolean {
  const isInEpoch = (node: Node | undefined) => node !== undefined && epochOf(node) === epoch;
  if (held.state.graph.lines.get(device)?.nodes.some(isInEpoch)) return true;
  // An invitation and the key in its link are given out together.
  return held.state.graph.ops.some((op) => {
    const { content } = op.record.index;
    if (content.type !== 'admit' || content.device !== device || !content.invite) return false;
    return held.state.isAccepted(op) && isInEpoch(held.node(content.invite));
  });
}

function epochOf({ record }: Node): EnvelopeId {
  return record.index.epoch === '' ? record.id : record.index.epoch;
}

function isRemoval(op: Node): boolean {
  const { content } = op.record.index;
  return content.type === 'role' && content.role === 'removed';
}
