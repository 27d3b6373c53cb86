import * as v from 'valibot';
import type { LogStore } from '../../storage/log-store.ts';

/** Rooms of an epoch that is over are still looked into for so long, to hand the new key to those who were away. */
export const FORMER_EPOCH_MS = 14 * 86_400_000;

const schema = v.object({
  on: v.boolean(),
  myName: v.string(),
  servers: v.array(v.string()),
  iceServers: v.array(v.string()),
  /** Secret of the invitation that this browser came with, until an owner has let it in. */
  inviteSecret: v.nullable(v.instance(Uint8Array)),
  lastMetMs: v.nullable(v.number()),
  /** Number of the newest envelope of this device that somebody else has. */
  sentSeq: v.optional(v.number(), 0),
  /** Epochs that are over, and until when their rooms are looked into. */
  formerEpochs: v.array(v.object({ epoch: v.string(), untilMs: v.number() })),
  epoch: v.string(),
});

/** How this browser shares one workspace. Scope: this browser. */
export type ShareSettings = v.InferOutput<typeof schema>;

export const DEFAULT_SETTINGS: ShareSettings = {
  on: false,
  myName: '',
  servers: [],
  iceServers: [],
  inviteSecret: null,
  lastMetMs: null,
  sentSeq: 0,
  formerEpochs: [],
  epoch: '',
};

export async function loadShareSettings(store: LogStore): Promise<ShareSettings> {
  const stored = v.safeParse(schema, await store.loadSecret('sharing'));
  return stored.success ? stored.output : DEFAULT_SETTINGS;
}

export async function saveShareSettings(store: LogStore, settings: ShareSettings): Promise<void> {
  await store.saveSecret('sharing', settings);
}
