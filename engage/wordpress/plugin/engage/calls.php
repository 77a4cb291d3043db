<?php
/**
 * Tells the platform to look now: that something changed, never what or whose.
 *
 * At most one call for a request, after its visitor was answered. Where PHP cannot answer before it
 * ends, a platform that hangs keeps one visitor a minute for a second. A call that is lost costs
 * little: the platform looks by itself as well.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

const PAUSE          = 'engage_pause';
const LONGEST_CALL   = 1; // Seconds.
const PAUSE_DURATION = 60;

/** Whom to call; '' for nobody. A short secret is as good as none. */
function hook_url() {
	$is_set = defined( 'ENGAGE_HOOK_URL' ) && defined( 'ENGAGE_HOOK_SECRET' ) && strlen( ENGAGE_HOOK_SECRET ) >= 32;
	return $is_set ? (string) ENGAGE_HOOK_URL : '';
}

/** What this request changed: "comments", "posts". */
function changed( $what = null ) {
	static $changed = array();
	if ( null !== $what && '' !== hook_url() && ! is_sync() ) {
		if ( ! $changed ) {
			add_action( 'shutdown', __NAMESPACE__ . '\\call', PHP_INT_MAX );
		}
		$changed[ $what ] = true;
	}
	return array_keys( $changed );
}

function call() {
	if ( get_transient( PAUSE ) ) {
		return;
	}
	if ( function_exists( 'fastcgi_finish_request' ) ) {
		fastcgi_finish_request(); // The visitor has the page and waits for nothing.
	}
	$changed = changed();
	$event   = count( $changed ) > 1 ? 'all' : $changed[0];
	$began   = microtime( true );
	$now     = (int) $began;
	$body    = wp_json_encode( array( 'event' => $event, 'at' => gmdate( 'Y-m-d\TH:i:s\Z', $now ) ) );
	wp_remote_post(
		hook_url(),
		array(
			'blocking'    => false,
			'timeout'     => LONGEST_CALL,
			'redirection' => 0,
			'body'        => $body,
			'headers'     => array(
				'Content-Type'       => 'application/json',
				'X-Engage-Signature' => "t=$now,v1=" . hash_hmac( 'sha256', "$now.$body", ENGAGE_HOOK_SECRET ),
			),
		)
	);
	if ( microtime( true ) - $began >= LONGEST_CALL ) {
		set_transient( PAUSE, 1, PAUSE_DURATION );
	}
}

function tell_of_comment( $comment_id ) {
	$comment = get_comment( $comment_id );
	if ( $comment && in_array( $comment->comment_type, array( '', 'comment' ), true ) && is_under_our_post( $comment ) ) {
		changed( 'comments' );
	}
}
add_action( 'edit_comment', __NAMESPACE__ . '\\tell_of_comment' );
add_action( 'delete_comment', __NAMESPACE__ . '\\tell_of_comment' );

/** Spam at its first sight calls nobody. */
function tell_of_new_comment( $comment_id, $comment ) {
	if ( 'spam' !== $comment->comment_approved ) {
		tell_of_comment( $comment_id );
	}
}
add_action( 'wp_insert_comment', __NAMESPACE__ . '\\tell_of_new_comment', 10, 2 );

function tell_of_status( $new, $old, $comment ) {
	if ( $new !== $old ) {
		tell_of_comment( $comment->comment_ID );
	}
}
add_action( 'transition_comment_status', __NAMESPACE__ . '\\tell_of_status', 10, 3 );

function tell_of_post( $post_id, $post ) {
	if ( is_post_type_viewable( $post->post_type ) && 'auto-draft' !== $post->post_status && 'attachment' !== $post->post_type ) {
		changed( 'posts' );
	}
}
add_action( 'wp_after_insert_post', __NAMESPACE__ . '\\tell_of_post', 10, 2 );
add_action( 'deleted_post', __NAMESPACE__ . '\\tell_of_post', 10, 2 );
