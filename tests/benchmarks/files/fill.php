<?php
// Two posts: one with the given comments, approved and all on one page, and one to send others to.
// Nothing here may be called $wp: WordPress would take it for its own.
[, $h_root, $h_wishes] = $argv;
$h_wishes = json_decode(file_get_contents($h_wishes), true);
$_SERVER += [
    'HTTP_HOST' => $h_wishes['host'], 'SERVER_NAME' => '127.0.0.1', 'REQUEST_URI' => '/',
    'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REMOTE_ADDR' => '127.0.0.1',
];
require "$h_root/wp-load.php";

update_option('page_comments', 0);
update_option('comments_per_page', count($h_wishes['comments']));
update_option('comment_moderation', 1);
update_option('moderation_notify', 0);
update_option('comments_notify', 0);

function h_post($title, $body) {
    $made = wp_insert_post([
        'post_title' => $title, 'post_content' => $body, 'post_status' => 'publish',
        'post_author' => 1, 'comment_status' => 'open', 'ping_status' => 'closed',
    ], true);
    if (is_wp_error($made)) throw new Exception($made->get_error_message());
    return $made;
}

$h_read = h_post('About routes', $h_wishes['body']);
$h_written = h_post('About fares', $h_wishes['body']);
foreach ($h_wishes['comments'] as $h_comment) {
    wp_insert_comment([
        'comment_post_ID' => $h_read, 'comment_author' => $h_comment['name'] ?: 'Anonymous',
        'comment_author_email' => '', 'comment_content' => $h_comment['text'],
        'comment_date' => $h_comment['at'], 'comment_date_gmt' => $h_comment['at'],
        'comment_approved' => 1,
    ]);
}
wp_update_comment_count_now($h_read);
file_put_contents($h_wishes['result'], json_encode([
    'read' => get_permalink($h_read), 'written' => $h_written,
]));
