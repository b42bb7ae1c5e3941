// As tRPC's documentation of the Next.js adapter writes it.
import { createNextApiHandler } from '@trpc/server/adapters/next';
import { appRouter, createContext } from '../../../trpc-router';

export default createNextApiHandler({ router: appRouter, createContext });
