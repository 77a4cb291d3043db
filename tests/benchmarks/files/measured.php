<?php
// A private copy that one client fills with comments: its guards against just that are off, and
// it sends no mail about them, so that only the form itself is measured.
remove_action('check_comment_flood', 'check_comment_flood_db', 10);
add_filter('duplicate_comment_id', '__return_false');
