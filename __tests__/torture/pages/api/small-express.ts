import { handlers } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { api: { bodyParser: { sizeLimit: '10kb' } } };

export default handlers({
  post: (req, res) => {
    ran('small-express');
    res.end(`read ${JSON.stringify(req.body).length}`);
  },
});
