import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';
import { upstreamUrl } from '../../upstream';

export const GET: APIRoute = ({ url }) => {
  ran('fetched');
  return fetch(upstreamUrl(url.search.slice(1)));
};
