import { concatBytes, toUtf8 } from '../../src/base/bytes.ts';
import { maskedCrcOf } from '../../workers/import/formats/tensorboard/crc32c.ts';

/** What one writer of TensorBoard's files adds, event by event. */
export interface MadeEvents {
  /** Seconds since 1970 at which the file is begun; each event is one later. */
  readonly begun: number;
  /** A call of `add_hparams`, or the callback of Keras: a set of hyperparameters and nothing else. */
  readonly params?: Readonly<Record<string, string>>;
  /** Tag → values by step. */
  readonly scalars?: Readonly<Record<string, readonly number[]>>;
}

/** An event file as its writers make them: the version first, then the hyperparameters, then points. */
export function makeEventFile({ begun, params, scalars = {} }: MadeEvents): Uint8Array {
  let seconds = begun;
  const events = [event(seconds, 0, text(3, 'brain.Event:2'))];
  if (params) events.push(event(++seconds, 0, summary([hparams(params)])));
  for (const [tag, values] of Object.entries(scalars))
    values.forEach((value, step) => {
      events.push(event(++seconds, step, summary([scalar(tag, value)])));
    });
  return concatBytes(events.map(record));
}

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedCrcOf(view, 0, 8), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrcOf(view, 12, 12 + data.length), true);
  return bytes;
}

function event(seconds: number, step: number, what: Uint8Array): Uint8Array {
  const time = new Uint8Array(9);
  time[0] = (1 << 3) | 1;
  new DataView(time.buffer).setFloat64(1, seconds, true);
  return concatBytes([time, Uint8Array.of(2 << 3), varint(step), what]);
}

function summary(values: readonly Uint8Array[]): Uint8Array {
  return field(5, concatBytes(values.map((value) => field(1, value))));
}

function scalar(tag: string, value: number): Uint8Array {
  const number = new Uint8Array(5);
  number[0] = (2 << 3) | 5;
  new DataView(number.buffer).setFloat32(1, value, true);
  return concatBytes([text(1, tag), number]);
}

function hparams(params: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(params).map(([key, value]) =>
    field(1, concatBytes([text(1, key), field(2, text(3, value))])),
  );
  const content = field(3, concatBytes(entries));
  const plugin = concatBytes([text(1, 'hparams'), field(2, content)]);
  return concatBytes([text(1, '_hparams_/session_start_info'), field(9, field(1, plugin))]);
}

function text(number: number, value: string): Uint8Array {
  return field(number, toUtf8(value));
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
