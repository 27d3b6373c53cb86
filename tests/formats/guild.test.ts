import { describe, expect, it } from 'vitest';
import { guild } from '../../workers/import/formats/guild/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { summarise } from '../support/summary.ts';

describe('run folders of Guild', () => runGauntlet({ format: guild, fixtures: 'guild' }));

const ID = '0123456789abcdef0123456789abcdef';
const TRIAL = 'fedcba9876543210fedcba9876543210';
const OPREF = "guildfile:/x/guild.yml 'a b' '' 'train it'";

const read = (files: Readonly<Record<string, string>>) => summarise(readDrop(makeMemorySource(files).tree));

describe('a run folder of Guild', () => {
  it('leaves the environment that the run was started in where it is', async () => {
    const { runs } = await read({
      [`${ID}/.guild/opref`]: OPREF,
      [`${ID}/.guild/attrs/env`]: 'TOKEN: secret\n',
      [`${ID}/.guild/ENV`]: 'TOKEN: secret\n',
      [`${ID}/.guild/output`]: 'hello\n',
      [`${ID}/.guild/sourcecode/a/b.py`]: 'print()\n',
      [`${ID}/model/weights.txt`]: '1\n',
    });
    expect(Object.values(runs)).toMatchObject([
      {
        name: '01234567',
        experiment: 'train it',
        artifacts: ['model/weights.txt', 'output.log', 'sourcecode/a/b.py'],
      },
    ]);
  });

  it.each([
    ['exit_status', '0', 'finished'],
    ['exit_status', '2', 'failed'],
    ['exit_status', '-9', 'killed'],
    ['../LOCK', '4711', 'running'],
    ['../STAGED', '', 'scheduled'],
    ['host', 'h', 'unknown'],
  ])('with %s %s is %s', async (name, text, status) => {
    const path = `${ID}/.guild/${name.startsWith('..') ? name.slice(3) : `attrs/${name}`}`;
    const { runs } = await read({ [`${ID}/.guild/opref`]: OPREF, [path]: text });
    expect(Object.values(runs)[0]?.status).toBe(status);
  });

  it('of a batch is the parent of its trials, each of which is there once', async () => {
    const { runs } = await read({
      [`runs/${ID}/.guild/opref`]: OPREF,
      [`runs/${ID}/.guild/proto/.guild/opref`]: OPREF,
      [`runs/${ID}/${TRIAL}/.guild/opref`]: OPREF,
      [`runs/${ID}/${TRIAL}/.guild/attrs/flags`]: 'lr: 0.1\nnet:\n  depth: 3\n',
    });
    expect(Object.keys(runs).sort()).toEqual([ID, TRIAL]);
    expect(runs[TRIAL]).toMatchObject({ parent: ID, params: { lr: '0.1', 'net.depth': '3' } });
    const twice = await read({
      [`runs/${TRIAL}/.guild/opref`]: OPREF,
      [`runs/${ID}/.guild/opref`]: OPREF,
      [`runs/${ID}/${TRIAL}/.guild/opref`]: OPREF,
      [`runs/${ID}/${TRIAL}/made.txt`]: 'x',
    });
    expect(Object.keys(twice.runs).sort()).toEqual([ID, TRIAL]);
    expect(twice.problems).toEqual([]);
  });

  it('with a damaged attribute tells of it and keeps the others', async () => {
    const { runs, problems } = await read({
      [`${ID}/.guild/attrs/flags`]: 'lr: [0.1\n',
      [`${ID}/.guild/attrs/label`]: 'x',
    });
    expect(problems).toEqual(['value-unreadable']);
    expect(Object.values(runs)).toMatchObject([{ name: 'x', experiment: 'Guild', params: {} }]);
  });
});
