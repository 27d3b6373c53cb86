import { WireReader } from '../../../../src/base/protobuf.ts';
import type { TagEntry, TagTable } from './tags.ts';

/** One value of a summary, as it lies in the window: valid until the window is left. */
export interface SummaryValue {
  /** Null for one tag too many. */
  readonly tag: TagEntry | null;
  /** `simple_value`, or null where it is something else. */
  readonly simple: number | null;
  /** Readers of the messages that are there. */
  readonly image: WireReader | null;
  readonly histogram: WireReader | null;
  readonly audio: WireReader | null;
  readonly tensor: WireReader | null;
  readonly metadata: ValueMetadata | null;
}

export interface ValueMetadata {
  readonly plugin: string;
  readonly content: Uint8Array;
  readonly displayName: string;
  readonly description: string;
  /** 0 unknown, 1 scalar, 2 tensor, 3 blobs. */
  readonly dataClass: number;
}

export interface TrainingEvent {
  /** Seconds since 1970; NaN where none is written. */
  wallTime: number;
  step: number;
  /** Where a `graph_def` lies in the window; null for none. */
  graph: { readonly start: number; readonly end: number } | null;
  readonly values: SummaryValue[];
}

const MOST_TAG_BYTES = 5000;
const MOST_TEXT_BYTES = 20_000;
/** Values of one summary that are read. */
const MOST_VALUES = 10_000;

/** Reads any event; scalars have a faster way (`scalars.ts`). */
export class EventReader {
  private readonly tags: TagTable;
  /** What was read last. */
  readonly event: TrainingEvent = { wallTime: Number.NaN, step: 0, graph: null, values: [] };

  constructor(tags: TagTable) {
    this.tags = tags;
  }

  /** The event between two offsets; the same object each time. Null where the bytes are no event. */
  read(bytes: Uint8Array, start: number, end: number): TrainingEvent | null {
    const { event } = this;
    event.wallTime = Number.NaN;
    event.step = 0;
    event.graph = null;
    event.values.length = 0;
    const reader = new WireReader(bytes, start, end);
    while (reader.next()) {
      switch (reader.field) {
        case 1:
          event.wallTime = reader.float();
          break;
        case 2:
          event.step = smallInt(bytes, reader);
          break;
        case 4:
          event.graph = { start: reader.valueStart, end: reader.valueEnd };
          break;
        case 5:
          this.readSummary(bytes, reader.message());
          break;
      }
    }
    return reader.fault === null ? event : null;
  }

  private readSummary(bytes: Uint8Array, summary: WireReader): void {
    while (summary.next())
      if (summary.field === 1 && this.event.values.length < MOST_VALUES)
        this.event.values.push(this.readValue(bytes, summary.message()));
  }

  private readValue(bytes: Uint8Array, value: WireReader): SummaryValue {
    let tag: TagEntry | null = null;
    let simple: number | null = null;
    let image: WireReader | null = null;
    let histogram: WireReader | null = null;
    let audio: WireReader | null = null;
    let tensor: WireReader | null = null;
    let metadata: ValueMetadata | null = null;
    while (value.next()) {
      if (value.field === 1) tag = this.tags.find(bytes, value.valueStart, value.valueEnd);
      else if (value.field === 2) simple = value.float();
      else if (value.field === 4) image = value.message();
      else if (value.field === 5) histogram = value.message();
      else if (value.field === 6) audio = value.message();
      else if (value.field === 8) tensor = value.message();
      else if (value.field === 9) metadata = readMetadata(value.message());
    }
    return { tag, simple, image, histogram, audio, tensor, metadata };
  }
}

/** A varint that is nearly always small: without a BigInt up to 2^28. */
function smallInt(bytes: Uint8Array, reader: WireReader): number {
  if (reader.wire !== 0 || reader.valueEnd - reader.valueStart > 4) return reader.int();
  let value = 0;
  for (let at = reader.valueEnd - 1; at >= reader.valueStart; at--) value = value * 128 + (bytes[at]! & 0x7f);
  return value;
}

function readMetadata(reader: WireReader): ValueMetadata {
  let plugin = '';
  let content: Uint8Array = new Uint8Array();
  let displayName = '';
  let description = '';
  let dataClass = 0;
  while (reader.next()) {
    if (reader.field === 1) {
      const data = reader.message();
      while (data.next()) {
        if (data.field === 1) plugin = data.text(MOST_TAG_BYTES);
        if (data.field === 2) content = data.raw();
      }
    } else if (reader.field === 2) displayName = reader.text(MOST_TAG_BYTES);
    else if (reader.field === 3) description = reader.text(MOST_TEXT_BYTES);
    else if (reader.field === 4) dataClass = reader.int();
  }
  return { plugin, content, displayName, description, dataClass };
}
