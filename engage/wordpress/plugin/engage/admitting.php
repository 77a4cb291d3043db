<?php
/**
 * Who may comment under the platform's posts, and that everything left there waits.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

/**
 * The platform may always; everybody else while the post is open, its time has not come, and the
 * notice under which comments are collected stands there.
 *
 * Closing by the clock needs nobody to come by: a form that was loaded earlier, or kept by a cache,
 * is refused when it is sent.
 */
function admit( $is_open, $post_id ) {
	$mark = mark_of( $post_id );
	if ( ! $mark ) {
		return $is_open;
	}
	if ( is_sync() ) {
		return true;
	}
	$is_over = $mark['closes'] && time() >= $mark['closes'];
	return $is_open && $mark['is_open'] && ! $is_over && '' !== notice_of( $post_id );
}
add_filter( 'comments_open', __NAMESPACE__ . '\\admit', PHP_INT_MAX, 2 );

/**
 * Held, whoever wrote it and whatever the site's settings say; what is taken for spam stays that.
 *
 * The platform's own are held too, for the moment until the same call gives them their status: by
 * XML-RPC WordPress would show a new one under the name of the account.
 */
function hold( $approved, $comment ) {
	if ( is_wp_error( $approved ) || ! mark_of( $comment['comment_post_ID'] ) ) {
		return $approved;
	}
	if ( is_sync() ) {
		return 0;
	}
	if ( is_alias( $comment['comment_author_email'], true ) ) {
		return new \WP_Error( 'engage_reserved', __( 'Please give an e-mail address of your own.', 'engage' ), 403 );
	}
	return in_array( $approved, array( 'spam', 'trash' ), true ) ? $approved : 0;
}
add_filter( 'pre_comment_approved', __NAMESPACE__ . '\\hold', PHP_INT_MAX, 2 );

/**
 * No mail about what the platform pushes, nor about what waits for its decision: that mail would
 * carry the visitor's address about, and ask for an approval that is given elsewhere.
 */
function keep_mail( $wanted, $comment_id ) {
	return is_sync() || is_under_our_post( get_comment( $comment_id ) ) ? false : $wanted;
}
add_filter( 'notify_post_author', __NAMESPACE__ . '\\keep_mail', PHP_INT_MAX, 2 );
add_filter( 'notify_moderator', __NAMESPACE__ . '\\keep_mail', PHP_INT_MAX, 2 );

/**
 * An author's picture would show everybody a hash of the address, and fetch it from another site:
 * under the platform's posts it is an empty one of our own.
 */
function hide_address( $args, $id_or_email ) {
	if ( $id_or_email instanceof \WP_Comment && is_under_our_post( $id_or_email ) ) {
		$args['url']          = includes_url( 'images/blank.gif' );
		$args['found_avatar'] = false;
	}
	return $args;
}
add_filter( 'pre_get_avatar_data', __NAMESPACE__ . '\\hide_address', PHP_INT_MAX, 2 );

/** With a visitor's address, for which the platform puts its alias, goes from where they wrote. */
function forget_whereabouts( $data ) {
	if ( is_array( $data ) && is_sync() && is_alias( $data['comment_author_email'] ) ) {
		$data['comment_author_IP'] = '';
		$data['comment_agent']     = '';
	}
	return $data;
}
add_filter( 'wp_update_comment_data', __NAMESPACE__ . '\\forget_whereabouts', PHP_INT_MAX );
