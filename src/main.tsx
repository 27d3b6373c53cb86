import { render } from 'solid-js/web';
import { App } from './app/app.tsx';
import { listenForInstall } from './state/install.ts';
import { takeOpenedLink } from './state/opened-link.ts';
import './ui/base.css';

// First: nothing may see the secret of a share link in the address.
const openedLink = takeOpenedLink();
listenForInstall();

const root = document.getElementById('root');
if (root) render(() => <App openedLink={openedLink} />, root);
