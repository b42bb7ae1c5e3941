/** Markup that may stand in a page as it is. */
export interface Markup {
  readonly html: string;
}

type Content = string | number | Markup | readonly Markup[] | false | undefined;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Template for markup: text in it is escaped, for elements and for quoted attributes. */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { html: strings.map((text, i) => text + toMarkup(contents[i])).join('') };
}

function toMarkup(content: Content): string {
  if (content === undefined || content === false) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  return 'html' in content ? content.html : content.map(({ html }) => html).join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => references[character]!);
}
