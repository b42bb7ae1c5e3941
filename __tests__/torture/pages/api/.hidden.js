throw new Error('This file is no route and must not be loaded');
