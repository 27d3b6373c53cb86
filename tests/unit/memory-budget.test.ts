import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBudget, Shelf } from '../../workers/query/memory-budget.ts';

type Arrays = readonly Uint8Array[];

describe('memory budget', () => {
  it('holds at most what it may, counts a shared buffer once, and lets the spare and the oldest leave', async () => {
    const pool = Array.from({ length: 6 }, (_, i) => new Uint8Array(10 * (i + 1)));
    const anyArrays = fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(7), fc.boolean(), anyArrays), { maxLength: 40 }),
        fc.integer({ min: 20, max: 200 }),
        async (asks, limit) => {
          const budget = new MemoryBudget(limit);
          const shelves = [false, true].map((isSpare) => {
            return new Shelf<Arrays>(
              budget,
              (arrays) => arrays,
              () => true,
              isSpare,
            );
          });
          // By the book: what is there, the oldest first.
          let there: { name: string; isSpare: boolean; arrays: Arrays }[] = [];
          const sizeOf = () =>
            [...new Set(there.flatMap((one) => one.arrays))].reduce((sum, array) => sum + array.length, 0);
          for (const [key, isSpare, arrays] of asks) {
            const name = `${key} ${isSpare}`;
            let isMade = false;
            const value = await shelves[Number(isSpare)]!.load(String(key), () => {
              isMade = true;
              return arrays;
            });
            const known = there.find((one) => one.name === name);
            expect(isMade).toBe(known === undefined);
            expect(value).toBe(known?.arrays ?? arrays);
            const asked = known ?? { name, isSpare, arrays };
            there = [...there.filter((one) => one !== asked), asked];
            const leaving = [
              ...there.filter((one) => one.isSpare),
              ...there.filter((one) => !one.isSpare && one !== asked),
            ];
            for (const one of known ? [] : leaving)
              if (sizeOf() > limit) there = there.filter((other) => other !== one);
            expect(budget.sizeBytes).toBe(sizeOf());
          }
          budget.clear();
          expect(budget.sizeBytes).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tries again what failed, and keeps nothing that does not last', async () => {
    const budget = new MemoryBudget(100);
    const shelf = new Shelf<Arrays>(
      budget,
      (arrays) => arrays,
      (arrays) => arrays.length > 1,
    );
    await expect(shelf.load('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    const part = [new Uint8Array(8)];
    expect(await shelf.load('a', () => part)).toBe(part);
    expect(budget.sizeBytes).toBe(0);
    const whole = [new Uint8Array(8), new Uint8Array(8)];
    expect(await shelf.load('a', () => whole)).toBe(whole);
    expect(await shelf.load('a', () => part)).toBe(whole);
  });

  it('makes once what two ask for at the same time, and nothing stays of what was under way when it was cleared', async () => {
    const budget = new MemoryBudget(100);
    const shelf = new Shelf<Arrays>(
      budget,
      (arrays) => arrays,
      () => true,
    );
    let made = 0;
    const make = async () => {
      made += 1;
      return [new Uint8Array(8)];
    };
    const both = Promise.all([shelf.load('a', make), shelf.load('a', make)]);
    shelf.clear();
    budget.clear();
    const [one, other] = await both;
    expect(one).toBe(other);
    expect(made).toBe(1);
    expect(budget.sizeBytes).toBe(0);
    expect(await shelf.load('a', make)).not.toBe(one);
  });
});
