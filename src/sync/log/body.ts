import * as v from 'valibot';
import { concatBytes, toUtf8 } from '../../base/bytes.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import {
  count,
  deviceId,
  envelopeId,
  isHash,
  lengthPrefix,
  parseExactly,
  publicKey,
  timeMs,
} from './envelope.ts';
import {
  MAX_IMPORT_ENTRIES,
  MAX_NAME,
  MAX_NOTES,
  MAX_PACKS,
  MAX_SEALED,
  MAX_SNAPSHOT_CHUNKS,
} from './limits.ts';
import type { Body } from './replica.ts';

/** Characters of the text that a history shows of a change. */
const MAX_NOTE_TEXT = 1000;
const MAX_IMPORT_ID = 128;
const MAX_BOX_TEXT = 200;
const MAX_COVERED = 10_000;

const name = v.pipe(v.string(), v.maxLength(MAX_NAME));
/** Facts are asked for by these: nothing else may be taken for one. */
const hash = v.custom<string>((value) => typeof value === 'string' && isHash(value));
const importId = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_IMPORT_ID));
const noteText = v.pipe(v.string(), v.maxLength(MAX_NOTE_TEXT));
const grantable = v.picklist(['owner', 'editor']);
const doc = v.picklist(['workspace', 'notes']);

const sealed = v.pipe(
  v.record(publicKey, v.pipe(v.string(), v.maxLength(MAX_BOX_TEXT))),
  v.check((boxes) => Object.keys(boxes).length <= MAX_SEALED),
);
/** On the wire; the header carries the rest of a `Rotation`. */
const rotation = v.strictObject({ sealed });

const pack = v.strictObject({
  hash,
  holds: v.picklist(['runs', 'artifacts', 'others']),
  sizeBytes: count,
  records: count,
});
const importEntry = v.strictObject({
  import: importId,
  label: noteText,
  startedMs: timeMs,
  finishedMs: timeMs,
  packs: v.pipe(v.array(pack), v.maxLength(MAX_PACKS)),
});
const note = v.strictObject({ label: noteText, about: noteText, value: noteText });

const SCHEMAS = {
  genesis: v.strictObject({ name, member: name, agreementKey: publicKey }),
  profile: v.strictObject({
    name,
    colour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffff)),
  }),
  'workspace-name': v.strictObject({ name }),
  invite: v.strictObject({ key: publicKey, role: grantable, expiresMs: timeMs }),
  admit: v.strictObject({
    device: deviceId,
    agreementKey: publicKey,
    role: grantable,
    name,
    invite: v.nullable(envelopeId),
  }),
  role: v.strictObject({
    device: deviceId,
    role: v.picklist(['owner', 'editor', 'viewer', 'removed']),
    cutoff: count,
    rotation: v.nullable(rotation),
  }),
  rotate: v.strictObject({ rotation }),
  import: v.strictObject({ entries: v.pipe(v.array(importEntry), v.maxLength(MAX_IMPORT_ENTRIES)) }),
  yjs: v.strictObject({ doc, notes: v.pipe(v.array(note), v.maxLength(MAX_NOTES)) }),
  snapshot: v.strictObject({
    covers: v.pipe(v.array(v.strictTuple([deviceId, count, envelopeId])), v.maxLength(MAX_COVERED)),
    docs: v.pipe(
      v.array(v.strictObject({ doc, chunks: v.pipe(v.array(hash), v.maxLength(MAX_SNAPSHOT_CHUNKS)) })),
      v.maxLength(2),
    ),
    content: hash,
  }),
};

export type KnownType = keyof typeof SCHEMAS;

export function isKnownType(type: string): type is KnownType {
  return Object.hasOwn(SCHEMAS, type);
}

/** `[u32 JSON length][JSON][rest]`; the rest is a Yjs update and empty in all other types. */
export function writeBody(body: Exclude<Body, { type: 'unknown' }>): {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For the header. */
  readonly previous: string;
} {
  const { type: _, ...members } = body;
  if (body.type === 'yjs') {
    const json = toUtf8(canonicalJson({ doc: body.doc, notes: body.notes }));
    return { bytes: concatBytes([lengthPrefix(json.byteLength), json, body.update]), previous: '' };
  }
  const turned = body.type === 'role' || body.type === 'rotate' ? body.rotation : null;
  const wire = turned ? { ...members, rotation: { sealed: turned.sealed } } : members;
  const json = toUtf8(canonicalJson(wire));
  return {
    bytes: concatBytes([lengthPrefix(json.byteLength), json]),
    previous: turned?.previous ?? '',
  };
}

/** Null when the bytes are not a body of that type. `previous` is the header's. */
export function parseBody(type: KnownType, bytes: Uint8Array<ArrayBuffer>, previous: string): Body | null {
  if (bytes.byteLength < 4) return null;
  const jsonEnd = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (jsonEnd > bytes.byteLength) return null;
  const json = bytes.subarray(4, jsonEnd);
  if (type === 'yjs') {
    const head = parseExactly(SCHEMAS.yjs, json);
    return head && { type, ...head, update: bytes.slice(jsonEnd) };
  }
  if (jsonEnd !== bytes.byteLength) return null;
  return parsePlainBody(type, json, previous);
}

function parsePlainBody(type: Exclude<KnownType, 'yjs'>, json: Uint8Array, previous: string): Body | null {
  switch (type) {
    case 'role': {
      const members = parseExactly(SCHEMAS.role, json);
      if (!members || (members.role === 'removed' && !members.rotation)) return null;
      if ((members.rotation === null) !== (previous === '')) return null;
      const rotation = members.rotation && { sealed: members.rotation.sealed, previous };
      return { type, ...members, rotation };
    }
    case 'rotate': {
      const members = parseExactly(SCHEMAS.rotate, json);
      if (!members || previous === '') return null;
      return { type, rotation: { sealed: members.rotation.sealed, previous } };
    }
    case 'genesis':
      return withType(type, parseExactly(SCHEMAS.genesis, json));
    case 'profile':
      return withType(type, parseExactly(SCHEMAS.profile, json));
    case 'workspace-name':
      return withType(type, parseExactly(SCHEMAS['workspace-name'], json));
    case 'invite':
      return withType(type, parseExactly(SCHEMAS.invite, json));
    case 'admit':
      return withType(type, parseExactly(SCHEMAS.admit, json));
    case 'import':
      return withType(type, parseExactly(SCHEMAS.import, json));
    case 'snapshot':
      return withType(type, parseExactly(SCHEMAS.snapshot, json));
  }
}

function withType<Type extends string, Members>(
  type: Type,
  members: Members | null,
): (Members & { readonly type: Type }) | null {
  return members && { ...members, type };
}
