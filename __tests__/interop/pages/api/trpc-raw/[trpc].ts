// The same with the body left to tRPC, as it asks for forms.
import { createNextApiHandler } from '@trpc/server/adapters/next';
import { appRouter, createContext } from '../../../trpc-router';

export const config = { api: { bodyParser: false } };

export default createNextApiHandler({ router: appRouter, createContext });
