import { describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import type { ImportFormat } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { folderOf, SourceTree } from '../../workers/import/source.ts';
import { makeMemoryFile } from '../support/memory-source.ts';

const NOTHING: Pick<ImportFormat, 'read'> = { read: async function* () {} };

/** Groups files by folder where a name has the word in it. */
function grouping(word: string, richness: number): ImportFormat {
  return {
    id: word,
    label: word.toUpperCase(),
    match: () => 'no',
    groups(paths) {
      const folders = new Map<string, string[]>();
      for (const path of paths.filter((one) => one.includes(word)))
        folders.set(folderOf(path), [...(folders.get(folderOf(path)) ?? []), path]);
      return [...folders].map(([folder, files]) => ({ folder, files }));
    },
    richness: () => richness,
    ...NOTHING,
  };
}

const csvLog: ImportFormat = {
  id: 'log',
  label: 'Log',
  match: (probe) => (probe.kind === 'file' && probe.name.endsWith('.csv') ? 'name' : 'no'),
  richness: (path) => (path.endsWith('metrics.csv') ? 1 : null),
  ...NOTHING,
};

function look(paths: readonly string[], formats: readonly ImportFormat[]) {
  const tree = new SourceTree(paths.map((path) => makeMemoryFile(path, 'step,loss\n1,2\n')));
  return detect(tree, formats, new AbortController().signal);
}

describe('files that make one source', () => {
  it('are read together, and by nobody else', async () => {
    const paths = ['runs/a/events.1', 'runs/a/events.2', 'runs/b/events.1', 'notes.csv'];
    const { claims } = await look(paths, [grouping('events', 2), csvLog]);
    expect(
      claims.map(({ format, path, files }) => [format.id, path, files?.map((file) => file.path)]),
    ).toEqual([
      ['events', 'runs/a', ['runs/a/events.1', 'runs/a/events.2']],
      ['events', 'runs/b', ['runs/b/events.1']],
      ['log', 'notes.csv', undefined],
    ]);
  });

  it('of another producer are left to it, also below exports of MLflow', async () => {
    const { claims } = await look(
      [
        'a/run.json',
        'b/run.json',
        'b/artifacts/model.pkl',
        'sacred/1/run.json',
        'sacred/1/config.json',
        'comet/experiment.json',
        'comet/messages.json',
      ],
      FORMATS,
    );
    expect(claims.map(({ format, files }) => [format.id, files?.map(({ path }) => path)])).toEqual([
      ['mlflow-export', ['a/run.json', 'b/artifacts/model.pkl', 'b/run.json']],
      ['sacred', ['sacred/1/config.json', 'sacred/1/run.json']],
      ['comet', ['comet/experiment.json', 'comet/messages.json']],
    ]);
  });

  it('below a folder that only looks like a run of Sacred are still found', async () => {
    const paths = ['p/run.json', 'p/config.json', 'p/logs/a/events.out.tfevents.1700000000.host.1.0'];
    const ids = async (all: readonly string[]) =>
      (await look(all, FORMATS)).claims.map(({ format }) => format.id);
    expect(await ids(paths)).toEqual(['sacred', 'tensorboard']);
    expect(await ids([...paths, 'p/cout.txt'])).toEqual(['sacred']);
  });

  it('inside artifacts belong to their run', async () => {
    const path = `1/${'a'.repeat(32)}/artifacts/logs/events.1`;
    expect((await look([path], [grouping('events', 2)])).claims).toEqual([]);
  });
});

describe('several sources of one run', () => {
  it('the richest is read and the others are named', async () => {
    const paths = ['v/0/events.1', 'v/0/metrics.csv', 'v/0/other.csv', 'v/1/metrics.csv'];
    const { claims, problems } = await look(paths, [grouping('events', 2), csvLog]);
    expect(claims.map(({ format, path }) => [format.id, path])).toEqual([
      ['events', 'v/0'],
      ['log', 'v/0/other.csv'],
      ['log', 'v/1/metrics.csv'],
    ]);
    expect(problems).toEqual([{ code: 'same-run', path: 'v/0/metrics.csv', facts: { format: 'EVENTS' } }]);
  });

  it('a group of several folders is the richest in each of them', async () => {
    const whole: ImportFormat = {
      ...grouping('events', 2),
      groups: (paths) => [{ folder: 'v', files: paths.filter((path) => path.includes('events')) }],
    };
    const { claims } = await look(['v/0/events.1', 'v/0/metrics.csv', 'v/1/metrics.csv'], [whole, csvLog]);
    expect(claims.map(({ path }) => path)).toEqual(['v', 'v/1/metrics.csv']);
  });

  it('the logs that a source says are its own, further down', async () => {
    const trainer: ImportFormat = {
      ...grouping('state', 1),
      logsBelow: (path) => [`${path}/runs`],
    };
    const paths = ['out/state.1', 'out/runs/nov/events.1', 'out/other/events.1', 'runs/x/events.1'];
    const { claims, problems } = await look(paths, [trainer, grouping('events', 2)]);
    expect(claims.map(({ path }) => path)).toEqual(['out/other', 'out/runs/nov', 'runs/x']);
    expect(problems.map(({ path }) => path)).toEqual(['out']);
    const poorer = await look(paths, [{ ...trainer, richness: () => 3 }, grouping('events', 2)]);
    expect(poorer.claims.map(({ path }) => path)).toEqual(['out', 'out/other', 'runs/x']);
  });

  it('copies of event files, unless the folder holds more than was copied', async () => {
    const name = 'events.out.tfevents.1700000000.box.1.0';
    const later = 'events.out.tfevents.1700000001.box.1.1';
    const formats = [grouping('wandb', 3), grouping('tfevents', 2)];
    const paths = [`wandb/run/files/${name}`, `runs/a/${name}`, `runs/b/${later}`];
    expect((await look(paths, formats)).claims.map(({ path }) => path)).toEqual([
      'wandb/run/files',
      'runs/b',
    ]);
    const more = await look([...paths, `runs/a/${later}`], formats);
    expect(more.claims.map(({ path }) => path)).toEqual(['wandb/run/files', 'runs/a', 'runs/b']);
  });

  it('folders of one job stay where the richer logger has fewer', async () => {
    const settings: ImportFormat = { ...grouping('.hydra', 0), richness: () => null, isSettings: true };
    const ofJob: ImportFormat = {
      ...settings,
      groups: () => [{ folder: 'job', files: ['job/.hydra/config.yaml'] }],
    };
    const formats = [ofJob, grouping('events', 2), csvLog];
    const one = ['job/.hydra/config.yaml', 'job/tb/events.1', 'job/csv/metrics.csv'];
    expect((await look(one, formats)).claims.map(({ path }) => path)).toEqual(['job/tb']);
    const two = [...one, 'job/csv2/metrics.csv'];
    expect((await look(two, formats)).claims).toHaveLength(3);
  });

  it('two of a kind are two runs', async () => {
    const { claims } = await look(['v/a-metrics.csv', 'v/metrics.csv'], [csvLog]);
    expect(claims).toHaveLength(2);
  });
});

describe('the registry', () => {
  it('has every format once', () => {
    const ids = FORMATS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});
