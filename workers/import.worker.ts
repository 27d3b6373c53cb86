import { expose } from 'comlink';
import { ImportSession } from './import/session.ts';

expose(new ImportSession());
