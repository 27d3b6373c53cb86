import { formatPlural, formatTime } from '../../../../src/base/format.ts';
import { ENTRY_WORDS } from '../../../../src/domain/registry/entry-words.ts';
import type { ModelVersion, RegistryEntry } from '../../../../src/domain/registry/registry-view.ts';
import { type Html, html, NOTHING, name } from '../html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';

const MOST_VERSIONS = 100;
const MOST_ENTRIES = 20;

/** What of the registry came from these runs: versions, their stages, and who did what and why. */
export async function* modelBlock({ source, settings }: ReportContext): BlockParts {
  const { session, drawn } = source;
  const registry = await session.registry(null);
  const people = new Map(settings.people);
  yield html`<section class="block"><h2>Registered models</h2>`;
  let count = 0;
  for (const row of drawn) {
    const versions = (await session.run(row.run))?.versions ?? [];
    for (const version of versions) {
      count += 1;
      if (count <= MOST_VERSIONS)
        yield versionHtml(version, row.name, entriesOf(registry.history, version), people);
    }
  }
  if (count === 0) yield html`<p class="note">None of the runs is registered as a model.</p>`;
  const left = count - MOST_VERSIONS;
  yield html`${left > 0 ? html`<p class="note">${formatPlural(left, 'more version')} left out.</p>` : NOTHING}</section>
`;
}

/** Newest first. */
function entriesOf(
  history: readonly RegistryEntry[],
  { model, number }: ModelVersion,
): readonly RegistryEntry[] {
  return history.filter((entry) => entry.model === model && entry.version === number).reverse();
}

function versionHtml(
  version: ModelVersion,
  run: string,
  entries: readonly RegistryEntry[],
  people: ReadonlyMap<number, string>,
): Html {
  const aliases = version.aliases.map((alias) => html` <span class="pill">${name(alias)}</span>`);
  const stage =
    version.stage === 'None' ? NOTHING : html` <span class="pill stage">${name(version.stage)}</span>`;
  const about = version.description === '' ? NOTHING : html`<p>${name(version.description)}</p>`;
  const rows = entries.slice(0, MOST_ENTRIES).map((entry) => entryHtml(entry, people));
  const more = entries.length - rows.length;
  const history =
    rows.length > 0
      ? html`<div class="scroll" tabindex="0" role="region" aria-label="History of ${version.model} ${version.number}"><table><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table></div>`
      : NOTHING;
  return html`<article class="version"><h3>${name(version.model)} <span class="muted">version ${version.number}</span>${stage}${aliases}</h3><p class="muted">from ${name(run)}</p>${about}${history}${more > 0 ? html`<p class="note">${formatPlural(more, 'earlier entry', 'earlier entries')} left out.</p>` : NOTHING}</article>
`;
}

function entryHtml(entry: RegistryEntry, people: ReadonlyMap<number, string>): Html {
  const who =
    entry.client === null
      ? entry.user || 'Not recorded'
      : (people.get(entry.client) ?? 'The writer of this report');
  const change = [entry.from, entry.to].filter(Boolean).join(' → ');
  const what = [ENTRY_WORDS[entry.what], entry.key].filter(Boolean).join(' ');
  return html`<tr><td>${formatTime(entry.atMs)}</td><td>${name(who)}</td><td>${what}${change === '' ? '' : ': '}${name(change)}</td><td>${name(entry.why)}</td></tr>`;
}
