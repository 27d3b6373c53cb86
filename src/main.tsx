import { render } from 'solid-js/web';
import { App } from './app/app.tsx';
import { listenForInstall } from './state/install.ts';
import './ui/base.css';

listenForInstall();

const root = document.getElementById('root');
if (root) render(() => <App />, root);
