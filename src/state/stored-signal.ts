import { type Accessor, createSignal, type Setter } from 'solid-js';

/**
 * A signal kept in localStorage: column widths, theme, layout and the like (scope: this browser). `parse` turns the
 * foreign JSON into a value or undefined; whatever it refuses is replaced by the fallback.
 */
export function createStoredSignal<T>(
  key: string,
  parse: (raw: unknown) => T | undefined,
  fallback: T,
): [Accessor<T>, Setter<T>] {
  const storageKey = `cairn/${key}`;
  const [value, setValue] = createSignal<T>(loadStored(storageKey, parse) ?? fallback);
  const set = ((next: unknown) => {
    const result = setValue(next as never);
    try {
      localStorage.setItem(storageKey, JSON.stringify(value()));
    } catch {
      // Private windows and full disks: the choice lives as long as the tab.
    }
    return result;
  }) as Setter<T>;
  return [value, set];
}

function loadStored<T>(storageKey: string, parse: (raw: unknown) => T | undefined): T | undefined {
  try {
    const text = localStorage.getItem(storageKey);
    return text === null ? undefined : parse(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
