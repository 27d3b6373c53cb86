import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { ImportSource } from '../../format.ts';
import { nameOf } from '../../source.ts';
import type { ExperimentFolder } from './layout.ts';
import { findPair } from './pairs.ts';
import type { ExperimentFiles } from './plan.ts';

/** What a store has that is not read, counted to be named at the end. */
export class LeftOut {
  private readonly source: ImportSource;
  private traceCount = 0;
  private artifactOnlyCount = 0;
  /** Runs whose artifacts are recorded elsewhere, and one such address. */
  private readonly missing = { runs: 0, uri: '' };

  constructor(source: ImportSource) {
    this.source = source;
  }

  /** Returns the runs that are lost. */
  noteExperiment(place: ExperimentFolder, files: ExperimentFiles): ImportProblem[] {
    this.traceCount += files.traceCount;
    this.artifactOnlyCount += files.artifactOnlyCount;
    const problems = files.lostRuns.map((path): ImportProblem => ({ code: 'meta-missing', path }));
    // A run that was dropped alone has no experiment around it; a numbered folder has lost its file.
    const isNumbered = /^[0-9]+$/.test(nameOf(place.folder));
    if (!place.hasMeta && isNumbered && place.folder !== this.source.path) {
      problems.push({ code: 'meta-missing', path: place.folder });
    }
    return problems;
  }

  noteMissing(artifactUri: string): void {
    this.missing.runs += 1;
    this.missing.uri ||= artifactUri;
  }

  *list(): Iterable<ImportProblem> {
    const { path } = this.source;
    if (this.traceCount > 0) yield { code: 'traces-skipped', path, facts: { traces: this.traceCount } };
    if (this.artifactOnlyCount > 0 && !this.hasDatabase()) {
      yield { code: 'artifacts-only', path, facts: { runs: this.artifactOnlyCount } };
    }
    if (this.missing.runs > 0) yield { code: 'artifacts-missing', path, facts: { ...this.missing } };
  }

  private hasDatabase(): boolean {
    return this.source.tree.files.some((file) => /\.(?:db|sqlite3?)$/i.test(file.path));
  }
}

/** Most runs without artifact files never had any; only those that say otherwise miss them. */
export function hasArtifacts({ artifactUri, models, tags }: RunRecord): boolean {
  const isElsewhere = /^(?!file:)[A-Za-z][A-Za-z0-9+.-]+:/.test(artifactUri);
  const hasModelsOfItsOwn = models.some(({ direction }) => direction === 'output');
  return (
    isElsewhere ||
    findPair(tags, 'mlflow.loggedArtifacts') !== '' ||
    (findPair(tags, 'mlflow.log-model.history') !== '' && !hasModelsOfItsOwn)
  );
}
