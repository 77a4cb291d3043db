<?php
/**
 * What the platform writes into its posts so that both sides know them again.
 *
 *   <!-- engage key=engage-night-buses closes=2026-11-30T08:00:00Z comments=open -->
 *   <h2><!-- engage-notice HASH --><!-- engage-words CHECK -->Notice</h2> ... <!-- /engage-notice --></p>
 *
 * The content is read each time rather than something derived from it: whatever way a post was
 * changed, what counts is what it says now.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

const KEY_META = '_engage_key';

const MARK = '/<!-- engage key=(?P<key>engage-[a-z0-9]+(?:-[a-z0-9]+)*)'
	. '(?: closes=(?P<closes>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))? comments=(?P<comments>open|closed) -->/';

const NOTICE = '/(?P<opening><[a-z][a-z0-9]*(?: [^<>]*)?>)?<!-- engage-notice (?P<hash>[0-9a-f]{64}) --><!-- engage-words (?P<check>[0-9a-f]{32}) -->'
	. '(?P<block>.*?)<!-- \/engage-notice -->/s';

/** What readers do not see unasked: elements that hide themselves, and what stands inside others. */
const HIDING = '/<[^<>]*(?:display[ \t]*:[ \t]*none|visibility[ \t]*:[ \t]*hidden|[ \t\r\n]hidden(?=[ \t\r\n=>\/]))[^<>]*>/i';
const OPENED = '/<(?:details|iframe|noscript|object|script|select|style|template|textarea|title)(?=[ \t\r\n\/>])/i';
const CLOSED = '/<\/(?:details|iframe|noscript|object|script|select|style|template|textarea|title)(?=[ \t\r\n\/>])/i';

/**
 * The mark of a post: its key, whether it takes comments, and until when (a Unix time, 0 for no end).
 *
 * @return array|null None: the post is not the platform's.
 */
function mark_of( $post ) {
	$post = $post ? get_post( $post ) : null; // Of nothing WordPress would take the page's own post.
	if ( ! $post || ! preg_match( MARK, $post->post_content, $found ) ) {
		return null;
	}
	$closes = '' === $found['closes'] ? 0 : strtotime( $found['closes'] );
	return array(
		'key'     => $found['key'],
		'is_open' => 'open' === $found['comments'] && false !== $closes,
		'closes'  => (int) $closes,
	);
}

/** Whether a comment stands, or shall stand, under a post of the platform. */
function is_under_our_post( $comment ) {
	return $comment && null !== mark_of( $comment->comment_post_ID );
}

/**
 * The notice that a post shows whole, as HTML; '' if it shows none, or if words of it are missing.
 * Its first element is open before the first mark, and its last one may be open still.
 */
function notice_of( $post ) {
	$post = get_post( $post );
	if ( ! $post
		|| ! preg_match( NOTICE, $post->post_content, $found )
		|| preg_match( '/<!--\s*nextpage\s*-->|<!--\s*wp:nextpage/', $post->post_content ) ) {
		return '';
	}
	$before = substr( $post->post_content, 0, strpos( $post->post_content, '<!-- engage-notice ' . $found['hash'] . ' --><!-- engage-words ' . $found['check'] ) );
	if ( preg_match_all( OPENED, $before ) > preg_match_all( CLOSED, $before )
		|| preg_match( OPENED, $found['block'] )
		|| preg_match( HIDING, $before )
		|| preg_match( HIDING, $found['block'] ) ) {
		return '';
	}
	$words = preg_replace( '/\s+/u', '', html_entity_decode( preg_replace( '/<!--.*?-->|<[^>]*>/s', ' ', $found['block'] ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) );
	$check = substr( hash( 'sha256', (string) $words ), 0, 32 );
	return '' !== (string) $words && hash_equals( $check, $found['check'] ) ? $found['opening'] . $found['block'] : '';
}

/** Writes the key beside the post, so that the site's people can ask for the platform's posts. */
function note_key( $post_id, $post ) {
	if ( wp_is_post_revision( $post_id ) ) {
		return;
	}
	$mark = mark_of( $post );
	if ( $mark ) {
		update_post_meta( $post_id, KEY_META, $mark['key'] );
	} else {
		delete_post_meta( $post_id, KEY_META );
	}
}
add_action( 'save_post', __NAMESPACE__ . '\\note_key', 10, 2 );
