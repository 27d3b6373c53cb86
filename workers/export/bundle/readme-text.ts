import { BUNDLE_VERSION } from '../../../src/domain/bundle/bundle-files.ts';

/** What lies in a bundle, for whoever opens it without Cairn. */
export const README_TEXT = `# A Cairn bundle (format ${BUNDLE_VERSION})

Runs of machine-learning training with everything that people wrote about them. Drop the file, or the folder you
unpacked it into, on Cairn to open it: what is there already stays as it is. Nothing here needs Cairn to be read.

## For people and other programs

| file | holds |
|---|---|
| \`manifest.json\` | version of the format, counts, and the SHA-256 of every file that is not named by its own |
| \`experiments.jsonl\`, \`runs.jsonl\`, \`datasets.jsonl\`, \`logged-models.jsonl\`, \`registry.jsonl\` | a JSON object a line, as Cairn shows it: names, tags and deletions by people are in it |
| \`points.parquet\` | every point of every metric in logged order: \`run\`, \`metric\`, \`step\`, \`time_ms\`, \`value\`; exact doubles |
| \`artifacts.jsonl\` | which file a path of a run is: its SHA-256, null where the file was not kept |
| \`artifacts/<2 digits>/<SHA-256>\` | the files |
| \`edits/edits.json\` | what people decided: names, notes, tags, stages, views, rules |

Times are milliseconds since 1970 (UTC). NaN and the infinities are the texts "NaN", "Infinity", "-Infinity" in JSON.

    import pandas as pd
    runs = pd.read_json("runs.jsonl", lines=True, dtype=False)
    points = pd.read_parquet("points.parquet")
    points.merge(runs[["run", "name"]], on="run")

## What Cairn opens

| file | holds |
|---|---|
| \`facts/imports.jsonl\` | the imports, oldest first, each with the packs it brought |
| \`facts/records/<SHA-256>.jsonl\` | a pack of records, a JSON object a line |
| \`facts/points/<SHA-256>\` | a pack of points: for each stretch, its steps, times and values as little-endian doubles |
| \`facts/files.jsonl\` | the files of \`artifacts/\` and the SHA-256 of their chunks of 1 MiB |
| \`edits/workspace.yjs\`, \`edits/notes.yjs\` | edits as updates of Yjs 13 |

The whole format stands in \`src/domain/bundle/FORMAT.md\` of Cairn's source.
`;
