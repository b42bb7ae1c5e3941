// Document: "`params` and Dynamic routing", asked for live: without getStaticPaths
import type { APIContext } from 'express-pages-api';

const names: Record<string, string> = { 1: 'Sarah', 2: 'Chris', 3: 'Fuzzy' };

export function get({ params }: APIContext): { body: string } {
  return { body: JSON.stringify({ id: params['id'], name: names[params['id']!] }) };
}
