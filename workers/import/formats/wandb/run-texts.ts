import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { readConfigYaml, readSmall } from '../../reading/config-yaml.ts';
import { joinPath, type SourceFile, type SourceTree } from '../../source.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import type { RunFacts } from './run-facts.ts';
import type { RunFolder } from './run-folders.ts';
import type { SummaryValues } from './summary-values.ts';
import { readMetadata } from './text-files.ts';

/** The small texts beside a log, each read again only when it was written anew. */
export class RunTexts {
  private readonly unreadable = new Set<string>();
  private readonly known = new Map<string, { readonly version: string; readonly text: string | null }>();

  *problems(): Generator<ImportProblem> {
    for (const path of this.unreadable) yield { code: 'value-unreadable', path };
  }

  /** Adds to the facts of a run what its log does not say. */
  async addTo(facts: RunFacts, tree: SourceTree, part: RunFolder): Promise<void> {
    // Clients since 0.10 say the same in the log.
    if (facts.config.isEmpty) {
      await this.read(tree, part, 'config.yaml', (text) => readConfigYaml(text, facts.config));
      if (!facts.config.isEmpty) facts.isEmpty = false;
    }
    const isAlone = part.log === null;
    await this.read(tree, part, 'wandb-metadata.json', (text) => readMetadata(text, facts, isAlone));
  }

  /** Of a run folder without a log. */
  async addSummary(
    summary: SummaryValues,
    facts: RunFacts,
    tree: SourceTree,
    part: RunFolder,
  ): Promise<void> {
    await this.read(tree, part, 'wandb-summary.json', (text) => {
      const result = parseLenientJson(text);
      if (!result.ok || !(result.value instanceof Map)) return false;
      summary.readJson(result.value as ReadonlyMap<string, JsonValue>);
      facts.isEmpty = false;
      return true;
    });
  }

  private async read(
    tree: SourceTree,
    part: RunFolder,
    name: string,
    take: (text: string) => boolean,
  ): Promise<void> {
    const file = findBeside(tree, part, name);
    if (!file) return;
    const version = `${file.sizeBytes} ${file.modifiedMs}`;
    const known = this.known.get(file.path);
    const text = known?.version === version ? known.text : await readSmall(file);
    this.known.set(file.path, { version, text });
    if (text === null || text.trim() === '' || take(text)) this.unreadable.delete(file.path);
    else this.unreadable.add(file.path);
  }
}

/** A file of the run folder, in `files/` or, as older clients had it, beside the log. */
export function findBeside(tree: SourceTree, part: RunFolder, name: string): SourceFile | undefined {
  const found = tree.get(joinPath(joinPath(part.folder, 'files'), name));
  const own = found ?? tree.get(joinPath(part.folder, name));
  // A log that was dropped alone has nothing beside it that is known to be its own.
  return own && part.files.includes(own.path) ? own : undefined;
}
