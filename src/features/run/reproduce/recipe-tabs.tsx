import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { RecipeFile, RecipeInput } from '../../../domain/reproduce/recipe.ts';
import { dockerRecipe } from '../../../domain/reproduce/recipe-dockerfile.ts';
import { projectRecipe } from '../../../domain/reproduce/recipe-mlproject.ts';
import { shellRecipe } from '../../../domain/reproduce/recipe-shell.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { saveBlob } from '../../../ui/save-blob.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { createArchive } from '../artifacts/create-archive.ts';

const RECIPES = [
  { id: 'shell', label: 'Shell script', write: (input: RecipeInput) => [shellRecipe(input)] },
  { id: 'mlproject', label: 'MLproject', write: projectRecipe },
  { id: 'docker', label: 'Dockerfile', write: (input: RecipeInput) => [dockerRecipe(input)] },
] as const;

/** What to run to make the run again, in three ways, each to copy or download. */
export function RecipeTabs(props: { readonly input: RecipeInput }): JSX.Element {
  const [chosen, setChosen] = createSignal<string>('shell');
  const files = createMemo((): readonly RecipeFile[] =>
    (RECIPES.find(({ id }) => id === chosen()) ?? RECIPES[0]).write(props.input),
  );
  const archive = createArchive();
  const failed = () => {
    const state = archive.state();
    return state.kind === 'failed' ? state.text : undefined;
  };
  const saveAll = () =>
    archive.start({
      name: `${props.input.made.name} MLproject`,
      entries: files().map(({ name, text }) => {
        const content = new Blob([text]);
        return { path: name, sizeBytes: content.size, content };
      }),
      timeMs: null,
    });
  return (
    <div class="runpage-card reproduce-recipe">
      <Tabs name="Recipe" prefix="recipe" tabs={RECIPES} chosen={chosen()} onChoose={setChosen} />
      <div id="recipe-panel" role="tabpanel" aria-labelledby={`recipe-tab-${chosen()}`}>
        <Show when={files().length > 1}>
          <div class="reproduce-file-head">
            <span class="muted">{files().length} files that belong together</span>
            <Button
              small
              variant="quiet"
              icon="download"
              disabled={archive.state().kind === 'writing'}
              onClick={() => void saveAll()}
            >
              Download zip
            </Button>
          </div>
        </Show>
        <Show when={failed()}>{(text) => <p role="alert">{text()}</p>}</Show>
        <For each={files()}>{(file) => <RecipeFileView file={file} />}</For>
      </div>
    </div>
  );
}

function RecipeFileView(props: { readonly file: RecipeFile }): JSX.Element {
  const save = () =>
    saveBlob(new Blob([props.file.text], { type: 'application/octet-stream' }), props.file.name);
  return (
    <div class="reproduce-file">
      <div class="reproduce-file-head">
        <code>{props.file.name}</code>
        <div class="runpage-region-tools">
          <CopyButton label={`Copy ${props.file.name}`} text={props.file.text} />
          <Button
            small
            variant="quiet"
            icon="download"
            label={`Download ${props.file.name}`}
            onClick={save}
          />
        </div>
      </div>
      <ScrollBox label={props.file.name} class="reproduce-code">
        <pre>{props.file.text}</pre>
      </ScrollBox>
    </div>
  );
}
