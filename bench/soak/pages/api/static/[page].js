exports.prerender = true;

exports.getStaticPaths = () =>
  ['one', 'two', 'three'].map((page) => ({ params: { page }, props: { text: page.repeat(500) } }));

exports.GET = ({ props }) => new Response(props.text, { headers: { 'Content-Type': 'text/plain' } });
