// multer, as on a hand-written Express route.
import multer from 'multer';
import type { Request, Response } from 'express';
import { handlers } from 'express-pages-api';

const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: 1024 } });

export default handlers({
  post: [
    upload.single('file'),
    (req: Request, res: Response) => {
      const { file, body } = req;
      res.status(201).json({ fields: body as unknown, name: file?.originalname, text: file?.buffer.toString() });
    },
  ],
});
