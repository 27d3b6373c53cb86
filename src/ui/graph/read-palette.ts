import type { Palette } from './to-svg.ts';

/** The colours of both themes, as the style sheets of the page have them: whichever is on the screen. */
export function readPalettes(): { readonly light: Palette; readonly dark: Palette } {
  const rules = [...document.styleSheets].flatMap((sheet) => styleRules(sheet.cssRules));
  const read = (isWanted: (selector: string) => boolean): Palette => {
    const found = rules.filter((rule) => isWanted(rule.selectorText));
    const colour = (name: string): string =>
      found.map((rule) => rule.style.getPropertyValue(name).trim()).findLast((value) => value !== '') ?? '';
    return {
      panel: colour('--panel'),
      ink: colour('--ink'),
      muted: colour('--muted'),
      accent: colour('--accent'),
      accentGround: colour('--accent-ground'),
      good: colour('--good'),
      failed: colour('--failed'),
    };
  };
  const isRoot = (selector: string): boolean => selector === ':root';
  const isDark = (selector: string): boolean => /^:root\[data-theme="?dark"?\]$/.test(selector);
  return { light: read(isRoot), dark: read((selector) => isRoot(selector) || isDark(selector)) };
}

function styleRules(list: CSSRuleList): readonly CSSStyleRule[] {
  return [...list].flatMap((rule) => {
    if (rule instanceof CSSStyleRule) return [rule];
    if (rule instanceof CSSImportRule) return rule.styleSheet ? styleRules(rule.styleSheet.cssRules) : [];
    return [];
  });
}
