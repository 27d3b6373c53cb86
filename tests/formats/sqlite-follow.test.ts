import { describe, expect, it } from 'vitest';
import { sqlite as format } from '../../workers/import/formats/sqlite/index.ts';
import { Told } from '../support/follow.ts';
import { findCases, findEntries, isDropped, sourceOf } from '../support/gauntlet.ts';
import { openFolderSource } from '../support/memory-source.ts';

const CASES = ['mlflow-db', 'optuna-db', 'trackio', 'sqlite'].flatMap((folder) => findCases(folder));

describe('databases of any version', () => {
  it.each(CASES.map(({ name, folder }) => [name, folder]))(
    '%s: the first look tells what is read',
    async (_, folder) => {
      const { tree } = openFolderSource(folder!, isDropped);
      const context = { signal: new AbortController().signal };
      for (const entry of await findEntries(format, tree)) {
        const read = new Told();
        for await (const event of format.read(sourceOf(tree, entry), context)) read.take(event);
        const told = new Told();
        const follower = await format.follow!();
        await told.takeTurn(follower.advance(sourceOf(tree, entry), context));
        expect(await told.contents(true)).toEqual(await read.contents(true));
        expect(await told.takeTurn(follower.advance(sourceOf(tree, entry), context))).toBe(0);
      }
    },
  );
});
