import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { nameOf } from '../../source.ts';
import { matchJson } from './match.ts';

/**
 * Rows of a training as JSON: an object to a line, also among other lines of a log; a list of objects; an object of
 * lists (Keras' `History`, pandas' `to_json`). Any producer; read as tables are.
 * Left out on purpose: values that are lists, and documents of more than 64 MiB.
 */
export const jsonLog: ImportFormat = {
  id: 'json-log',
  label: 'JSON log',
  match: (probe) => (probe.kind === 'file' ? matchJson(probe.name, probe.head, probe.sizeBytes) : 'no'),
  richness: (path) => (LOG_NAME.test(nameOf(path)) ? 30 : null),
  async guess(source, context) {
    const { guessJson } = await import('./read.ts');
    return guessJson(source, context);
  },
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readJson(source, context)),
  async follow() {
    const { JsonFollower } = await import('./follow.ts');
    return new JsonFollower();
  },
};

/** Names that people give the log of a run. Any other file may be data, which is no rival of a log. */
const LOG_NAME =
  /^(?:metrics?|logs?|history|train(?:ing)?|(?:train(?:ing|er)?|loss|eval)[_-]?(?:log|history|metrics)|progress|results?|scalars|stats|losses)\.(?:jsonl|ndjson|json)$/i;
