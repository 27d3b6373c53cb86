import { expose } from 'comlink';
import { WatchSession } from './watch/session.ts';

expose(new WatchSession());
