import { describe, expect, it } from 'vitest';
import { ArtifactLookup, artifactUriSegments } from '../../workers/import/source/artifact-lookup.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { makeMemorySource } from '../support/memory-source.ts';

const RUN = '3a0f5f6b3c1d4e5f8a7b6c5d4e3f2a1b';

function findPaths(paths: readonly string[], uri: string, owner = RUN, experiment = '7'): string[] | null {
  const { tree } = makeMemorySource(Object.fromEntries(paths.map((path) => [path, 'x'])));
  const found = new ArtifactLookup(tree).find(uri, experiment, owner);
  return found.resolved ? found.files.map(({ file }) => file.path) : null;
}

describe('ArtifactLookup', () => {
  it('finds a run folder that was moved, whatever prefix was recorded', () => {
    const path = `backup/mlruns/7/${RUN}/artifacts/plots/a.png`;
    for (const uri of [
      `file:///home/ana/My%20Work/mlruns/7/${RUN}/artifacts`,
      `C:\\work\\mlruns\\7\\${RUN}\\artifacts`,
      `file:C:/taxi/mlruns/7/${RUN}/artifacts`,
      `./mlruns/7/${RUN}/artifacts`,
      `mlflow-artifacts:/7/${RUN}/artifacts`,
      `mlflow-artifacts://host:5000/7/${RUN}/artifacts`,
      `s3://bucket/mlflow/7/${RUN}/artifacts?region=x`,
      '',
    ]) {
      expect(findPaths([path], uri), uri).toEqual([path]);
    }
  });

  it('takes the folder that shares the longest end with the address', () => {
    const paths = [
      `a/mlruns/7/${RUN}/artifacts/x`,
      `b/mlartifacts/7/${RUN}/artifacts/x`,
      `b/other/7/${RUN}/artifacts/x`,
    ];
    expect(findPaths(paths, `/srv/mlartifacts/7/${RUN}/artifacts`)).toEqual([paths[1]]);
    expect(findPaths(paths, `/srv/mlruns/7/${RUN}/artifacts`)).toEqual([paths[0]]);
  });

  it('finds the folder of a logged model below its experiment', () => {
    const path = 'mlruns/7/models/m-1/artifacts/MLmodel';
    expect(
      findPaths([path, `mlruns/7/${RUN}/artifacts/y`], 'file:///x/7/models/m-1/artifacts', 'm-1'),
    ).toEqual([path]);
  });

  it('finds a folder named by hand when two segments agree, and not by one', () => {
    const paths = ['drop/results/best/model.bin'];
    expect(findPaths(paths, '/data/results/best')).toEqual(paths);
    expect(findPaths(paths, '/data/other/best')).toBeNull();
  });

  it('leaves out junk and lists paths below the artifact root', () => {
    const { tree } = makeMemorySource({
      [`7/${RUN}/artifacts/.DS_Store`]: 'x',
      [`7/${RUN}/artifacts/deep/artifacts/x`]: 'x',
    });
    const found = new ArtifactLookup(tree).find('', '7', RUN);
    expect(found.files.map(({ path }) => path)).toEqual(['deep/artifacts/x']);
  });

  it('does not slow down when every folder has the same owner', () => {
    const paths = Array.from({ length: 50_000 }, (_, i) => `${i}/${RUN}/artifacts/x`);
    const started = cpuMs();
    expect(findPaths(paths, `/5/${RUN}/artifacts`)).toEqual([`5/${RUN}/artifacts/x`]);
    expect(cpuMs() - started).toBeLessThan(10_000);
  });
});

describe('artifactUriSegments', () => {
  it('decodes only file addresses and resolves dots', () => {
    expect(artifactUriSegments('file:///a/b%20c/../d')).toEqual(['a', 'd']);
    expect(artifactUriSegments('s3://bucket/a%20b')).toEqual(['a%20b']);
    expect(artifactUriSegments('file:///a/100%')).toEqual(['a', '100%']);
  });
});
