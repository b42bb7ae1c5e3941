import { handlers } from 'express-pages-api';
import { ran } from '../../../calls';

export default handlers({
  get: (req, res) => {
    ran('files');
    res.end(JSON.stringify({ file: 'files', name: (req as { params: { name: string } }).params.name }));
  },
});
