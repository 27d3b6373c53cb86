import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3InitModule from '@sqlite.org/sqlite-wasm';
import { parse } from 'yaml';

/**
 * The registry of a store by the plainest reading, in the fields that MLflow's screens show. Shares nothing with the
 * app but SQLite and the YAML parser. Versions that were taken away are left out, as MLflow leaves them out.
 * @typedef {{ version: number, stage: string, description: string, run: string, source: string, user: string,
 *   createdMs: number, updatedMs: number, status: string, tags: Record<string, string>, aliases: string[] }} PlainVersion
 * @typedef {{ name: string, description: string, createdMs: number, updatedMs: number, tags: Record<string, string>,
 *   aliases: Record<string, number>, versions: PlainVersion[] }} PlainModel
 */

const GONE = 'Deleted_Internal';

/** @returns {Promise<PlainModel[]>} */
export async function readDatabaseRegistry(path) {
  const sqlite3 = await sqlite3InitModule({ print: () => {}, printErr: () => {} });
  const bytes = new Uint8Array(readFileSync(path));
  const pointer = sqlite3.wasm.allocFromTypedArray(bytes);
  const db = new sqlite3.oo1.DB();
  sqlite3.capi.sqlite3_deserialize(db.pointer, 'main', pointer, bytes.length, bytes.length, 1);
  const rows = (sql) => db.exec({ sql, rowMode: 'object', returnValue: 'resultRows' });
  const tables = new Set(rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => row.name));
  const all = (table) => (tables.has(table) ? rows(`SELECT * FROM ${table}`) : []);
  try {
    const aliases = all('registered_model_aliases');
    const modelTags = all('registered_model_tags');
    const versionTags = all('model_version_tags');
    const versions = all('model_versions');
    return all('registered_models').map((model) => {
      const ofModel = (list) => list.filter(({ name }) => name === model.name);
      const named = Object.fromEntries(
        ofModel(aliases).map(({ alias, version }) => [alias, Number(version)]),
      );
      return {
        name: model.name,
        description: model.description ?? '',
        createdMs: Number(model.creation_time),
        updatedMs: Number(model.last_updated_time),
        tags: toRecord(ofModel(modelTags)),
        aliases: named,
        versions: ofModel(versions)
          .filter((version) => version.current_stage !== GONE)
          .map((version) => ({
            version: version.version,
            stage: version.current_stage,
            description: version.description ?? '',
            run: version.run_id ?? '',
            source: version.source ?? '',
            user: version.user_id ?? '',
            createdMs: Number(version.creation_time),
            updatedMs: Number(version.last_updated_time),
            status: version.status ?? '',
            tags: toRecord(ofModel(versionTags).filter((tag) => tag.version === version.version)),
            aliases: aliasesOf(named, version.version),
          })),
      };
    });
  } finally {
    db.close();
  }
}

/** @returns {PlainModel[]} of a folder `models/` */
export function readFolderRegistry(folder) {
  return subfolders(folder).map((name) => {
    const home = join(folder, name);
    const meta = readYaml(join(home, 'meta.yaml'));
    const files = readTexts(join(home, 'aliases'));
    const named = Object.fromEntries(
      Object.entries(files).map(([alias, version]) => [alias, Number(version)]),
    );
    return {
      name: meta.name,
      description: meta.description ?? '',
      createdMs: meta.creation_timestamp,
      updatedMs: meta.last_updated_timestamp,
      tags: readTexts(join(home, 'tags')),
      aliases: named,
      versions: subfolders(home)
        .filter((version) => version.startsWith('version-'))
        .map((version) => ({ home: join(home, version), meta: readYaml(join(home, version, 'meta.yaml')) }))
        .filter(({ meta: version }) => version.current_stage !== GONE)
        .map(({ home: place, meta: version }) => ({
          version: Number(version.version),
          stage: version.current_stage,
          description: version.description ?? '',
          run: version.run_id ?? '',
          source: version.source ?? '',
          user: version.user_id ?? '',
          createdMs: version.creation_timestamp,
          updatedMs: version.last_updated_timestamp,
          status: version.status ?? '',
          tags: readTexts(join(place, 'tags')),
          aliases: aliasesOf(named, Number(version.version)),
        })),
    };
  });
}

function aliasesOf(named, version) {
  return Object.keys(named)
    .filter((alias) => named[alias] === version)
    .sort();
}

function toRecord(pairs) {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
}

function subfolders(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

function readYaml(path) {
  return parse(readFileSync(path, 'utf8'));
}

function readTexts(folder) {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}
