import type { Drawn } from '../chart/tree.ts';

const SVG = 'http://www.w3.org/2000/svg';

export function toElement({ tag, attrs, children, text }: Drawn): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, String(value));
  if (text !== '') element.textContent = text;
  else element.append(...children.map(toElement));
  return element;
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text = '',
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  if (text !== '') element.textContent = text;
  return element;
}

export function makeButton(text: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', 'tool', text);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}
