import type { JSX } from 'solid-js';
import type { FixedRange } from '../../domain/view-state.ts';
import type { XKind } from '../../ui/line-chart/index.ts';

/** Ends of an axis to type in; an empty field follows the data. Lengths of time in seconds, moments as local times. */
export function RangeFields(props: {
  readonly label: string;
  readonly kind: XKind;
  readonly range: FixedRange;
  readonly onChange: (range: FixedRange) => void;
}): JSX.Element {
  const unit = () => (props.kind === 'duration' ? ' (s)' : '');
  const field = (at: 0 | 1, name: string): JSX.Element => (
    <input
      type={props.kind === 'time' ? 'datetime-local' : 'number'}
      class="field"
      step="any"
      aria-label={`${props.label} ${name}${unit()}`}
      placeholder="auto"
      value={toText(props.kind, props.range[at])}
      onChange={(event) => {
        const end = fromText(props.kind, event.currentTarget.value);
        props.onChange(at === 0 ? [end, props.range[1]] : [props.range[0], end]);
      }}
    />
  );
  return (
    <div class="chart-setting">
      <span>
        {props.label}
        {unit()}
      </span>
      {field(0, 'from')}
      <span class="muted">to</span>
      {field(1, 'to')}
    </div>
  );
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function toText(kind: XKind, end: number | null): string {
  if (end === null) return '';
  if (kind === 'duration') return String(end / SECOND);
  if (kind === 'number') return String(end);
  const local = new Date(end - new Date(end).getTimezoneOffset() * MINUTE);
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 16);
}

function fromText(kind: XKind, text: string): number | null {
  if (text === '') return null;
  const value = kind === 'time' ? new Date(text).getTime() : Number(text);
  if (!Number.isFinite(value)) return null;
  return kind === 'duration' ? value * SECOND : value;
}
