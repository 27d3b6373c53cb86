import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/sync/log/membership.ts';
import type { EnvelopeId } from '../../../src/sync/log/replica.ts';
import { LogState, resolve } from '../../../src/sync/log/resolve.ts';
import { histories, workspaceOf } from '../../support/log-histories.ts';
import { Reference } from '../../support/log-reference.ts';
import { turns } from '../../support/turns.ts';

const RUNS = Number(process.env.LOG_RUNS ?? turns(300));
const RANKS = { removed: 0, viewer: 1, editor: 2, owner: 3 };

const shuffled = (maxSteps: number) =>
  histories(maxSteps).chain((records) =>
    fc.tuple(
      fc.constant(records),
      fc.shuffledSubarray([...records], { minLength: records.length, maxLength: records.length }),
    ),
  );

const toPlain = (verdicts: ReadonlyMap<EnvelopeId, unknown>) => Object.fromEntries([...verdicts].sort());

function verdictsOf(state: LogState): Record<string, unknown> {
  return toPlain(new Map(state.graph.sorted.map((node) => [node.record.id, state.verdictOf(node)])));
}

describe('what counts', () => {
  test('is what the slow reference says', () => {
    fc.assert(
      fc.property(histories(25), fc.nat(40), (records, hole) => {
        // Sometimes one is missing, so that some wait.
        const held = hole < 5 && records.length > 8 ? records.filter((_, at) => at !== 6 + hole) : records;
        const workspace = workspaceOf(records);
        const fast = resolve(workspace, held);
        const slow = new Reference(workspace, held).verdicts();
        expect(toPlain(fast.verdicts)).toEqual(toPlain(slow.verdicts));
        const roles = fast.members.map(({ device, role }) => [device, RANKS[role]]);
        expect(Object.fromEntries(roles)).toEqual(Object.fromEntries(slow.roles));
      }),
      { numRuns: RUNS },
    );
  });

  test('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(shuffled(30), ([records, order]) => {
        const workspace = workspaceOf(records);
        const [one, two] = [resolve(workspace, records), resolve(workspace, order)];
        expect({ ...two, verdicts: toPlain(two.verdicts) }).toEqual({
          ...one,
          verdicts: toPlain(one.verdicts),
        });
      }),
      { numRuns: RUNS },
    );
  });

  test('is the same step by step as at once, and each step tells what changed', () => {
    fc.assert(
      fc.property(histories(30), fc.integer({ min: 1, max: 4 }), (records, batch) => {
        const workspace = workspaceOf(records);
        const state = new LogState(workspace);
        let accepted = new Set<EnvelopeId>();
        for (let at = 0; at < records.length; at += batch) {
          state.addAll(records.slice(at, at + batch));
          const change = state.settle();
          const told = new Set([...accepted, ...change.accepted.map(({ record }) => record.id)]);
          const whole = resolve(workspace, records.slice(0, at + batch));
          expect(verdictsOf(state)).toEqual(toPlain(whole.verdicts));
          expect(state.members()).toEqual(whole.members);
          accepted = new Set(acceptedOf(whole.verdicts));
          if (change.isUndone) expect([...told].some((id) => !accepted.has(id))).toBe(true);
          else expect([...told].sort()).toEqual([...accepted].sort());
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('always rests on what counts, and leaves an owner', () => {
    fc.assert(
      fc.property(histories(40), (records) => {
        const { verdicts, members } = resolve(workspaceOf(records), records);
        const byId = new Map(records.map((record) => [record.id, record]));
        for (const [id, { verdict }] of verdicts) {
          if (verdict !== 'accepted') continue;
          for (const parent of parentsOf(byId.get(id)))
            expect(verdicts.get(parent)?.verdict).not.toBe('refused');
        }
        expect(members.some(({ role }) => role === 'owner')).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});

function parentsOf(record: LogRecord | undefined): readonly EnvelopeId[] {
  if (!record) return [];
  const { prev, deps } = record.index;
  return prev === '' ? deps : [prev, ...deps];
}

function acceptedOf(verdicts: ReadonlyMap<EnvelopeId, { readonly verdict: string }>): readonly EnvelopeId[] {
  return [...verdicts].flatMap(([id, { verdict }]) => (verdict === 'accepted' ? [id] : []));
}
