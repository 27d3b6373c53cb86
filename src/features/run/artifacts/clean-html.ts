import createPurifier from 'dompurify';
import { toSafeAddress } from '../../../base/safe-address.ts';
import { MAX_ELEMENTS, toPlainSource } from './html-source.ts';

/** Foreign HTML as nodes that cannot act, and what was left out of it. */
export interface CleanHtml {
  readonly nodes: DocumentFragment;
  readonly scriptCount: number;
  readonly remoteScriptCount: number;
  /** Images that would have been asked for elsewhere. */
  readonly remoteCount: number;
  /** Characters of the source behind the last element that is shown. */
  readonly charsLeft: number;
}

/** Tables, lists and text. No landmark (the page has its own), no form, nothing that loads but data images. */
const TAGS =
  'a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var'.split(
    ' ',
  );
/** Neither class nor id: no style sheet of the app matches, and no name hides one of the document's own. */
const ATTRIBUTES =
  'align alt colspan dir height href lang open reversed rowspan scope span src start title valign width'.split(
    ' ',
  );
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/;
const MAX_DATA_IMAGE_CHARS = 8 * 1024 * 1024;

const purifier = createPurifier(window);
let remoteCount = 0;

purifier.addHook('uponSanitizeAttribute', (_node, attribute) => {
  const { attrName, attrValue } = attribute;
  if (attrName === 'href') {
    const address = toSafeAddress(attrValue.trim());
    attribute.keepAttr = address !== null && !address.startsWith('mailto:');
    if (address !== null) attribute.attrValue = address;
  }
  if (attrName === 'src') {
    // The length first: the pattern runs over the whole value.
    attribute.keepAttr = attrValue.length <= MAX_DATA_IMAGE_CHARS && DATA_IMAGE.test(attrValue);
    if (!attribute.keepAttr) remoteCount += 1;
  }
});
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName === 'IMG') {
    if (!node.hasAttribute('src'))
      node.setAttribute('alt', `[image not loaded: ${node.getAttribute('alt') || 'no description'}]`);
    else if (!node.hasAttribute('alt')) node.setAttribute('alt', '');
  }
  if (node.nodeName === 'A' && node.hasAttribute('href')) {
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer');
    node.setAttribute('title', node.getAttribute('href') ?? '');
  }
});

/** Parses and cleans; the nodes go into the page as they are, so that no second parser sees them. */
export function cleanHtml(text: string, maxElements = MAX_ELEMENTS): CleanHtml {
  const source = toPlainSource(text, maxElements);
  remoteCount = 0;
  const nodes = purifier.sanitize(source.html, {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
  const { scriptCount, remoteScriptCount, charsLeft } = source;
  return { nodes, scriptCount, remoteScriptCount, remoteCount, charsLeft };
}
