<?php
// 127.0.0.1 is no mail domain, and without a sender WordPress would not write its mail at all.
add_filter('wp_mail_from', fn() => 'wordpress@example.test');
