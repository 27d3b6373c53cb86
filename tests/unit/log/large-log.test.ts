import { expect, test } from 'vitest';
import { sha256Hex, toUtf8 } from '../../../src/base/bytes.ts';
import type { EnvelopeId, StoredEnvelope } from '../../../src/sync/log/replica.ts';
import { WorkspaceLog } from '../../../src/sync/log/workspace-log.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { makeTeam, type Person } from '../../support/log-team.ts';

const ENVELOPES = 10_000;
/** About ten times what it takes: a noisy machine passes, verifying or decrypting anything does not. */
const BUDGET_MS = 1500;

/** Index rows as they are stored, without bytes behind them: opening must not ask for any. */
async function fill(ana: Person, authors: readonly Person[]): Promise<void> {
  const admitted = ana.log.idsHeld().at(-1);
  const rows: StoredEnvelope[] = [];
  const last = new Map<Person, { readonly id: EnvelopeId; readonly seq: number }>();
  for (let at = 0; at < ENVELOPES; at += 1) {
    const author = authors[at % authors.length];
    if (!author || !admitted) throw new Error('Nobody');
    const before = last.get(author);
    const seq = (before?.seq ?? 0) + 1;
    const id = (await sha256Hex(toUtf8(`${at}`))) as EnvelopeId;
    const other = at > 0 ? rows[at - 1] : undefined;
    const session = Math.floor(seq / 100);
    const client = { client: session * 10 + authors.indexOf(author), from: seq % 100, to: (seq % 100) + 1 };
    const clients = [session === 0 ? { ...client, from: client.from - 1, to: client.to - 1 } : client];
    rows.push({
      id,
      bytes: new Uint8Array(0),
      receivedMs: at,
      index: {
        author: author.device,
        seq,
        prev: before?.id ?? '',
        deps: [other?.id ?? admitted],
        type: 'yjs',
        atMs: at * 86_400,
        epoch: ana.log.workspace,
        previous: '',
        sizeBytes: 500,
        content: { type: 'yjs', doc: 'workspace', clients },
      },
    });
    last.set(author, { id, seq });
  }
  // The order in which a database gives them back is that of their ids.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  await ana.storage.append(rows, null);
}

test('a log of 10,000 envelopes opens at once and has all of them', async () => {
  const { ana, others } = await makeTeam(['editor', 'editor', 'editor', 'editor']);
  await fill(ana, others);
  ana.storage.reads = 0;
  const startMs = cpuMs();
  const log = await WorkspaceLog.open(ana.storage);
  const spentMs = cpuMs() - startMs;
  expect(log?.entries().filter(({ verdict }) => verdict === 'accepted')).toHaveLength(ENVELOPES + 9);
  expect(ana.storage.reads).toBe(0);
  expect(spentMs).toBeLessThan(BUDGET_MS);
});
