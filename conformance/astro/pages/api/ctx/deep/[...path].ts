export const ALL = ({ url, params, routePattern, isPrerendered, site, props }) => Response.json({ pathname: url.pathname, params, routePattern, isPrerendered, site: String(site), props });
