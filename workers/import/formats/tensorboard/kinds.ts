import type { SummaryValue, ValueMetadata } from './event.ts';
import type { TagEntry, TagKind } from './tags.ts';
import type { Tensor } from './tensor.ts';

const BY_PLUGIN: ReadonlyMap<string, TagKind> = new Map([
  ['scalars', 'scalar'],
  ['images', 'image'],
  ['audio', 'audio'],
  ['text', 'text'],
  ['histograms', 'histogram'],
  ['pr_curves', 'pr-curve'],
  ['hparams', 'hparams'],
  ['custom_scalars', 'layout'],
  ['graph_keras_model', 'graph'],
]);

/** What the summary operations of TensorFlow 1 and PyTorch put behind the name that was meant. */
const SUFFIX = /\/(scalar|image|histogram|text|audio)_summary$|\/pr_curves$/;

/** Settles what the values of a tag are when its first one is met. */
export function settleKind(entry: TagEntry, value: SummaryValue, tensor: Tensor | null): TagKind {
  if (entry.kind !== null) return entry.kind;
  entry.kind = kindOf(entry.tag, value, tensor);
  entry.name = nameOf(entry.tag, value.metadata);
  return entry.kind;
}

function kindOf(tag: string, value: SummaryValue, tensor: Tensor | null): TagKind {
  const { metadata } = value;
  if (tag.startsWith('_hparams_/')) return 'hparams';
  if (value.simple !== null) return 'scalar';
  if (value.image) return 'image';
  if (value.histogram) return 'histogram';
  if (value.audio) return 'audio';
  const known = BY_PLUGIN.get(metadata?.plugin ?? '');
  if (known) return known;
  const isSingle = tensor?.numbers?.length === 1;
  return isSingle && (metadata?.dataClass === 1 || !metadata?.plugin) ? 'scalar' : 'other';
}

function nameOf(tag: string, metadata: ValueMetadata | null): string {
  const suffix = SUFFIX.exec(tag);
  if (!suffix) return tag;
  const shown = metadata?.displayName ?? '';
  if (shown !== '') return shown;
  return suffix.index > 0 ? tag.slice(0, suffix.index) : tag;
}
